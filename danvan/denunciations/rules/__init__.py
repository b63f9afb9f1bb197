"""Plain rules of denunciations."""
