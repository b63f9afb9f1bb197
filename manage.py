#!/usr/bin/env python
"""Django's own commands, with the private database running for as long as they need it."""

import sys

from danvan.config.entry import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
