"""Runs the benchmarks: `python -m bench [NAME …]`, all of them when none is named.

Each `bench_NAME.py` is a program of its own that builds what it measures,
prints medians with their spread and the ratio to a baseline of the same run,
and leaves nothing behind.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / "var" / "bench"


def main() -> int:
    """Run the named benchmarks one after another, show what they print and keep it in var/bench."""
    known = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}
    asked = sys.argv[1:] or list(known)
    if unknown := [name for name in asked if name not in known]:
        print(f"Không có phép đo {', '.join(unknown)}; các phép đo: {', '.join(known)}.", file=sys.stderr)
        return 2
    KEPT.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in asked:
        print(f"== {name}", flush=True)
        with (KEPT / f"{name}.txt").open("w", encoding="utf-8") as kept:
            program = subprocess.Popen(
                [sys.executable, str(known[name])], cwd=HERE.parent, stdout=subprocess.PIPE, text=True
            )
            assert program.stdout is not None
            for line in program.stdout:
                print(line, end="", flush=True)
                kept.write(line)
            failed |= program.wait() != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
