"""Plain rules of cases."""
