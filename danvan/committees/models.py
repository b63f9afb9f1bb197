"""Who answers for the work: steering committees, focal assignments, evaluation schemes (T30, T36, T37)."""
