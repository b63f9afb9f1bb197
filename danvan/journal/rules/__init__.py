"""The chain of hashes, as plain Python."""
