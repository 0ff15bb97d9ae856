"""Values every room may use: frozen, validated, without input or output."""
