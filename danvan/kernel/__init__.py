"""Plain Python that every area may use and that knows no area."""
