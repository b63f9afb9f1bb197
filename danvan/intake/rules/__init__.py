"""Plain rules of intake."""
