"""Conditions and counts of voters' recommendations, as plain Python."""
