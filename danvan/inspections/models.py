"""Inspections, findings and their rectification (T38)."""
