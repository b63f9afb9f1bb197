"""The law and the arithmetic of conclusions, as plain Python."""
