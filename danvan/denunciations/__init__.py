"""Denunciations: a sealed register of its own (design decision D7, docs/security/to-cao.md)."""
