"""Letters and slips that go out on a petition: drafted from Word templates, numbered, kept with the file."""
