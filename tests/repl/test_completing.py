"""Tab shows and inserts only names that are what they look like."""

from __future__ import annotations

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from assistant import terminal
from assistant.repl.completing import CommandCompleter
from tests.test_terminal import sequences

FORMS = ("html", "json", "md", "mermaid")


def offered(line: str, offers: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is inserted and what is shown for a line."""
    completer = CommandCompleter(["save", "export", "resume"], lambda name: FORMS if name == "export" else offers)
    found = completer.get_completions(Document(line, len(line)), CompleteEvent(completion_requested=True))
    return [(each.text, each.display_text) for each in found]


def test_a_name_that_drives_the_terminal_is_neither_shown_nor_inserted(tmp_path: Path) -> None:
    made = 0
    for _, text in sequences():
        name = text.replace("/", "").replace("\0", "")[:60].encode("utf-8", "ignore")
        if 0 < len(name) < 200 and name not in (b".", b".."):
            (tmp_path / f"n{name.decode()}").touch()
            made += 1
    (tmp_path / "two\nlines").touch()
    (tmp_path / "café 日本.csv").touch()
    found = offered(f"/save {tmp_path}/")
    assert made > 20
    assert ("café 日本.csv", "café 日本.csv") in found
    assert all(terminal.clean(part) == part and "\n" not in part for pair in found for part in pair)
    assert not offered(f"/save {tmp_path}/two")


def test_a_bad_name_from_the_log_is_not_offered() -> None:
    assert offered("/resume ", ("01a2", "01\x1b[2Jb")) == [("01a2", "01a2")]


@pytest.mark.parametrize("line", ["/export html {}/pl", "/export {}/pl", "/save {}/pl"])
def test_files_are_offered_after_a_form_too(tmp_path: Path, line: str) -> None:
    (tmp_path / "plan.html").touch()
    assert offered(line.format(tmp_path)) == [("an.html", "plan.html")]


def test_the_forms_are_offered() -> None:
    assert ("html", "html") in offered("/export h")
