"""Plain rules of petitions."""
