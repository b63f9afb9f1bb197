"""The way of a record's proof, as plain Python."""
