"""Invariant: the session in the README was typed on a terminal by this script; nobody wrote its answers.

python docs/recorded_session.py           types it and puts it between its marks in README.md
python docs/recorded_session.py --check   exit 1 when what the README shows is not what happens

The clock stands still, search is by words alone, ids are shortened, and long answers are cut where it says so.
"""

from __future__ import annotations

import os
import re
import sys
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pexpect

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
OPENS, CLOSES = "<!-- session: made by docs/recorded_session.py -->\n", "<!-- end of session -->"
TYPED = (
    "Support bot for our returns policy; two engineers, eight weeks",
    "how much does it cost to build?",
    "move stage 5 before stage 1",
    "stage 1 is active",
    "y",
    "n",
    "/why 5",
    "/accept",
)
_STILL = """
import sys
from datetime import UTC, datetime
from functools import partial
from assistant import app
from assistant.knowledge import embedding
from assistant.repl.conversation import Conversation
moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
embedding.packaged = lambda: None
app.Wiring = partial(app.Wiring, now=lambda: moment)
Conversation.now = lambda self: moment
sys.argv = ["assistant", "chat"]
from assistant.cli import entry
entry()
"""
_ID = re.compile(r"\b01[0-9a-f]{6}-[0-9a-f]{4}(?:-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")
_FIRST, _LAST, _WIDTH = 5, 2, 100
_PROMPT = "\r\n> "


def session() -> str:
    """What the terminal showed, ready for the README."""
    with TemporaryDirectory() as home:
        keep = {name: value for name, value in os.environ.items() if not name.startswith(("ASSISTANT_", "ANTHROPIC_"))}
        environ = keep | {
            "ASSISTANT_HOME": home, "HOME": home, "TERM": "dumb", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
        }  # fmt: skip
        child: Any = pexpect.spawn(
            sys.executable, ["-c", _STILL], cwd=home, env=environ, dimensions=(50, 250), encoding="utf-8", timeout=120
        )
        try:
            return "\n".join(["$ assistant chat", *_talk(child)])
        finally:
            child.close(force=True)


def _talk(child: Any) -> list[str]:  # noqa: ANN401 - pexpect's own
    child.expect_exact(_PROMPT)
    shown = _tidy(child.before)
    for line in TYPED:
        child.sendline(line)
        child.expect_exact(_PROMPT)
        said = child.before.partition("\r\n")[2]
        shown += ["", f"> {line}", *_tidy(said)]
    child.sendeof()
    child.expect(pexpect.EOF)
    return [*shown, "", "> Ctrl-D", *_tidy(child.before)]


def _tidy(said: str) -> list[str]:
    text = _ID.sub("019b…", said.replace("\r", ""))
    lines = [line for line in text.strip().splitlines() if not line.startswith("· ") and line.strip() != "^D"]
    if len(lines) > _FIRST + _LAST:
        lines = [*lines[:_FIRST], f"[… {len(lines) - _FIRST - _LAST} lines …]", *lines[-_LAST:]]
    return [part for line in lines for part in (textwrap.wrap(line, _WIDTH, subsequent_indent="  ") or [""])]


def with_session(readme: str, shown: str) -> str:
    """The README with the session between its marks."""
    before, _, rest = readme.partition(OPENS)
    return f"{before}{OPENS}\n```text\n{shown}\n```\n\n{CLOSES}{rest.partition(CLOSES)[2]}"


def main() -> int:
    """Writes or checks the README."""
    readme = README.read_text(encoding="utf-8")
    wanted = with_session(readme, session())
    if "--check" not in sys.argv[1:]:
        README.write_text(wanted, encoding="utf-8")
        return 0
    if readme != wanted:
        sys.stderr.write("the session in README.md is out of date; run: python docs/recorded_session.py\n")
    return 0 if readme == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
