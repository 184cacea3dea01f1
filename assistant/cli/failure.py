"""Invariant: every way out has its documented exit code and one sentence, and no traceback reaches the terminal.

0 done · 1 findings · 2 usage, input, disk · 3 key · 4 provider · 5 nothing measured · 70 our fault · 130 interrupted.
Under `--json` the sentence is the document `{"error": {"code", "message", "where", "fix"}}` on stdout.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from typing import TextIO

import click
from click.exceptions import Exit

from assistant import terminal
from assistant.errors import AssistantError, InputError, Interrupted
from assistant.shielding import ending_is_interrupting

_DISK = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOENT,
        errno.EISDIR,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.ENAMETOOLONG,
        errno.EFBIG,
        errno.EIO,
        errno.EMFILE,
    }
)


class Stopped(AssistantError):
    """The user stopped the work."""

    exit_code = 130
    code = "interrupted"

    def __init__(self, kept: str = "what was finished is kept", fix: str = "To begin again, type it again") -> None:
        super().__init__(f"interrupted; {kept}", fix=fix)


@contextlib.contextmanager
def telling(kept: str, fix: str) -> Iterator[None]:
    """Whoever is interrupted in here is told what is kept, and the command that goes on. Raises Stopped then."""
    try:
        yield
    except (Interrupted, KeyboardInterrupt, click.Abort) as error:
        raise Stopped(kept, fix) from error
    except Exception as error:
        if isinstance(error, AssistantError) or not _interrupted(error):
            raise
        raise Stopped(kept, fix) from error


def run(command: click.Command, args: list[str], prog: str) -> int:
    """Runs the command and returns its exit code; whatever goes wrong has been said."""
    as_json = "--json" in args
    terminal.ask(quiet=False, plain=False)
    try:
        with ending_is_interrupting(), command.make_context(prog, list(args)) as ctx:
            command.invoke(ctx)
        sys.stdout.flush()
    except Exit as left:
        return left.exit_code
    except (Interrupted, KeyboardInterrupt, click.Abort):
        return _tell(Stopped(), as_json)
    except Exception as error:
        stopped = not isinstance(error, AssistantError) and _interrupted(error)
        return _tell(Stopped(), as_json) if stopped else _failed(error, as_json)
    return 0


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C is behind it: a package interrupted while it loads turns the interrupt into an ImportError."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, KeyboardInterrupt) or "KeyboardInterrupt" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _failed(error: Exception, as_json: bool) -> int:
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        _silence(sys.stdout)
        return 0
    known = _known(error)
    if known is None:
        from assistant.cli.report import internal_fault

        known = internal_fault(error)
    return _tell(known, as_json)


def _known(error: Exception) -> AssistantError | None:
    """The failure in the product's words, or None when nobody foresaw it."""
    if isinstance(error, AssistantError):
        return error
    if isinstance(error, click.ClickException):
        return _usage(error)
    if isinstance(error, OSError) and error.errno in _DISK:
        return InputError(
            f"The disk or its permissions stood in the way: {os.strerror(error.errno or 0)}",
            where=str(error.filename or "standard output"),
            fix="Free some space, or choose another place.",
            code="disk",
        )
    return None


def _usage(error: click.ClickException) -> InputError:
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    path = ctx.command_path if ctx is not None else "assistant"
    message = " ".join(error.format_message().split()).rstrip(".")
    return InputError(message, fix=f"See: {path} --help", code="usage")


def _tell(error: AssistantError, as_json: bool) -> int:
    try:
        if as_json:
            from assistant.cli.output import show_json

            show_json({"error": error.as_json()})
        else:
            terminal.warn(error.sentence())
    except OSError:
        _silence(sys.stdout)
        _silence(sys.stderr)
    return error.exit_code


def _silence(stream: TextIO) -> None:
    """Sends what is still buffered nowhere, so that the interpreter's last flush has nothing to complain about."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
