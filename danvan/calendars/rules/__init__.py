"""Counting the working days of state agencies, as plain Python."""
