"""Agreements with the Front and the organisations, programmes and reviews (T19, T20)."""
