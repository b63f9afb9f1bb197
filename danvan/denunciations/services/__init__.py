"""Acts on denunciations."""
