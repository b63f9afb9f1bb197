"""Rules of dialogues."""
