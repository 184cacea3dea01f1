"""Each command has its page, made from the code; a missing or stale one is found by a check that can fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant.cli.tree import COMMANDS
from docs import command_pages as commands
from tests.cli.test_help import commands as every_command


def test_no_page_is_missing_or_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["command_pages.py", "--check"])
    assert commands.main() == 0, "run: python docs/command_pages.py"


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_command_is_described_with_its_example(path: tuple[str, ...]) -> None:
    text = (commands.HERE / f"{path[0]}.md").read_text(encoding="utf-8")
    named = " ".join(("assistant", *path))
    assert f"# {named}\n" in text
    assert f"\n{named}" in text.partition("```sh")[2]


def test_the_check_finds_what_is_missing_stale_and_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["command_pages.py"])
    (tmp_path / "gone.md").write_text("", encoding="utf-8")
    assert commands.main() == 0
    assert {path.stem for path in tmp_path.glob("*.md")} == {"index", *COMMANDS}
    monkeypatch.setattr(sys, "argv", ["command_pages.py", "--check"])
    assert commands.main() == 0
    (tmp_path / "plan.md").unlink()
    (tmp_path / "chat.md").write_text("old", encoding="utf-8")
    (tmp_path / "other.md").write_text("", encoding="utf-8")
    assert commands.main() == 1
    told = capsys.readouterr().err
    assert all(name in told for name in ("plan.md", "chat.md", "other.md"))
