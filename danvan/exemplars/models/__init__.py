"""Models and bright spots through their life, emulation launches, awards (T15–T18, T28)."""
