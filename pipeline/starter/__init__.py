"""What a new commune's project begins with: files only; @@COMMUNE@@, @@PROVINCE@@ and @@TODAY@@ are filled in."""
