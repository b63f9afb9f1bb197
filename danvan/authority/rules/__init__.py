"""Rights and scopes as plain Python."""
