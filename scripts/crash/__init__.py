"""The crash rehearsal: `python -m scripts.crash`, or `make crash`.

Starts web server, worker and a private PostgreSQL as they run in life, lets a
desk, its head, citizens and denouncers work over HTTP, kills what runs at
random moments, and looks in the database whether a promise was broken.
"""
