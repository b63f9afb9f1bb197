"""The command `danvan`: the platform's jobs from a terminal.

Each area brings its own commands in `management/cli.py`; AREAS names them.  A
command sets `act`, a function from the parsed call to an exit code: 0 done, 1 a
difference or finding, 2 input that cannot be used, 3 refused.  What we foresaw
is one Vietnamese sentence on standard error; only a fault leaves a traceback.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from danvan.config.entry import database

AREAS = (
    "danvan.calendars",
    "danvan.orgs",
    "danvan.schemes",
    "danvan.journal",
    "danvan.denunciations",
    "danvan.intake",
    "danvan.desk",
    "danvan.config",
)
BAD_INPUT, REFUSED, INTERRUPTED = 2, 3, 130

# What argparse says when the call is wrong, and how we say it.
SENTENCES = {
    "usage: ": "cách dùng: ",
    "options": "tùy chọn",
    "positional arguments": "tham số",
    "show this help message and exit": "hiện hướng dẫn này",
    "the following arguments are required: %s": "còn thiếu %s",
    "unrecognized arguments: %s": "không có tham số %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r không có trong danh sách %(choices)s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "không có lệnh %(parser_name)r; các lệnh: %(choices)s",
    "expected one argument": "cần một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "not allowed with argument %s": "không dùng cùng %s",
    "one of the arguments %s is required": "cần một trong %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s chưa rõ là %(matches)s",
    "ignored explicit argument %r": "không nhận giá trị %r",
}  # fmt: skip


class Parser(argparse.ArgumentParser):
    """Says in Vietnamese what is wrong with the call."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.register("type", int, whole_number)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(BAD_INPUT, f"{self.prog}: lệnh chưa đúng: {message.rstrip('.')}.\n")


def whole_number(text: str) -> int:
    """Read a whole number typed on the command line."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” không phải số nguyên") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
    if given[:1] == ["demo"]:
        # Settings are read once; the demo's pages must say that their data is invented.
        os.environ.setdefault("DANVAN_DEMO", "1")
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            # As with Ctrl-C, what we started is stopped before we end.
            signal.signal(number, signal.default_int_handler)
    try:
        import django

        django.setup()
        options = parser().parse_args(given)
        if options.keeps_own_database:
            return run(options)
        with database(create=not options.works_without_database):
            return run(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ending:
        # A setting, or the private database, that cannot be used says so in a sentence.
        if isinstance(ending.code, str):
            return _say(ending.code, code=BAD_INPUT)
        raise


def run(options: argparse.Namespace) -> int:
    """Do what a parsed call asks; a foreseen problem is printed and becomes its exit code."""
    from django.db import OperationalError, ProgrammingError
    from psycopg.errors import UndefinedColumn, UndefinedTable

    from danvan.kernel.errors import InputErrors, RuleError

    try:
        code: int = options.act(options)
        # A reader that went away, like `head`, is noticed here rather than at exit.
        sys.stdout.flush()
    except InputErrors as problems:
        return _say(*problems.errors, code=BAD_INPUT)
    except RuleError as refusal:
        return _say(refusal, code=REFUSED)
    except FileNotFoundError as problem:
        return _say(f"Không có tệp {problem.filename}.", code=BAD_INPUT)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        if problem.filename is None:
            raise
        return _say(f"Không đọc hoặc ghi được {problem.filename}: {problem.strerror}.", code=BAD_INPUT)
    except OperationalError as problem:
        return _say(f"Không kết nối được cơ sở dữ liệu: {str(problem).strip().splitlines()[0]}.", code=BAD_INPUT)
    except ProgrammingError as problem:
        if not isinstance(problem.__cause__, UndefinedTable | UndefinedColumn):
            raise
        return _say("Cơ sở dữ liệu chưa được tạo bảng hoặc còn ở bản cũ. Chạy `danvan upgrade`.", code=BAD_INPUT)
    return code


def _say(*sentences: object, code: int) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return code


def parser() -> Parser:
    """Return the parser with the commands of every area."""
    argparse._ = lambda message: SENTENCES.get(message, message)  # type: ignore[attr-defined]
    top = Parser(prog="danvan", description="Nền tảng dân vận chính quyền: các việc làm từ dòng lệnh.")
    top.set_defaults(keeps_own_database=False, works_without_database=False)
    commands = top.add_subparsers(title="lệnh", metavar="LỆNH", required=True, parser_class=Parser)
    for area in AREAS:
        importlib.import_module(f"{area}.management.cli").commands(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
