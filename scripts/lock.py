"""Writes requirements/*.txt anew: every package with its hashes, no index address."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
)


def main() -> None:
    """Compile both lists, the base first, because the other is bound by it."""
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "pip-tools"], check=True)
    for name in ("base", "dev"):
        subprocess.run(
            [sys.executable, "-m", "piptools", "compile", *OPTIONS, "-o", f"{name}.txt", f"{name}.in"],
            cwd=ROOT / "requirements",
            check=True,
        )


if __name__ == "__main__":
    main()
