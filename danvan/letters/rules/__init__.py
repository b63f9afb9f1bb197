"""What the letters are, in plain Python."""
