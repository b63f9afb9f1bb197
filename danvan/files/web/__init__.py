"""Where the files of those who are signed in arrive."""
