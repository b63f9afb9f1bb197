"""Runs a Python program against a database of its own that is deleted afterwards.

For checks that load the settings but must not touch, or create, anybody's data.
"""

import os
import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import tests.private_database  # noqa: F401  starts the server and deletes it at exit

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings_test")
    os.environ["DANVAN_TEST_SERVER"] = "1"
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
