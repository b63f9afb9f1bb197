"""danvan: the work of Scheme 04-ĐA/TU recorded once, every figure computed from it."""
