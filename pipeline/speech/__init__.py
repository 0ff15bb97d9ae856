"""The speech room: an article becomes a script, spoken words, sound, and a mastered recording with its transcript."""
