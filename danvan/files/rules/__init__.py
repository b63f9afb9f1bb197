"""What a file is, from its bytes, and what it may be called."""
