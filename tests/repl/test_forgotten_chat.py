"""After a brief is forgotten, no word of it is left below the data folder, whichever model drafted from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import settings
from tests.repl.conftest import Chat

SAID = (
    "Support bot for Blaufuchs returns, two engineers, eight weeks, 2,600 questions a month",
    "Make it three engineers",
    "y",
    "what about cost",
    "y",
    "Plan a Rotkehlchen contract checker, 3 engineers, ten weeks",
    "y",
)


@pytest.mark.parametrize("model", ["offline", "scripted:faithful", "scripted:never_holds", "scripted:citation_faker"])
def test_no_file_holds_a_word_of_a_forgotten_brief(chat: Chat, model: str, tmp_path: Path) -> None:
    from assistant.usage.backup import backup
    from assistant.usage.forgetting import Which, forget
    from assistant.usage.log import UsageLog

    other = chat("Sort scanned invoices for Silberdachs, one engineer, four weeks", model=model)
    assert other.exit_code == 0, other.stderr
    chat(*SAID, model=model)
    home = settings.load().home
    with UsageLog.open(home) as log:
        kept, first, *_ = log.turns(50)
        assert len(log.turns(50)) >= 4
        assert holding(home, b"blaufuchs")
        gone = forget(log, Which(turn=first.id))
        assert gone.derived
        assert kept.id in [turn.id for turn in log.turns(50)]
        copy = backup(log, tmp_path / "after.sqlite3")
        assert log.verify() == []
    assert holding(home, b"blaufuchs") == []
    assert b"blaufuchs" not in copy.read_bytes().lower()
    assert holding(home, b"silberdachs")


def holding(home: Path, word: bytes) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and word in path.read_bytes().lower()]
