"""What the scheme asks, and how facts become verdicts: plain Python, no database."""
