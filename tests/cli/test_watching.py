"""Whoever waits on a terminal sees how far the files are; a quick run and a program see no bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.cli import watching
from assistant.cli.watching import Watcher


class Bar:
    """Stands in for the bar of the terminal, and remembers what it was told."""

    task_ids = (0,)

    def __init__(self, total: int, what: str) -> None:
        self.told: list[tuple[str, int, int]] = [(what, 0, total)]
        self.stopped = False

    def update(self, task: int, *, completed: int, total: int) -> None:
        self.told.append((self.told[0][0], completed, total))

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Bar]]:
    """The bars that were shown, on a terminal whose clock moves a second with every look."""
    shown: list[Bar] = []

    def show(total: int, what: str) -> Any:  # noqa: ANN401 - in place of rich's
        shown.append(Bar(total, what))
        return shown[-1]

    seconds = iter(range(1_000))
    monkeypatch.setattr(watching, "_bar", show)
    monkeypatch.setattr("assistant.cli.watching.time.monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    yield shown


def test_reading_that_lasts_is_shown_and_taken_away(bars: list[Bar]) -> None:
    with Watcher() as watcher:
        for done in range(1, 5):
            watcher.reading(done, 4)
    [bar] = bars
    assert bar.told[0][0] == "reading files"
    assert [(done, total) for _, done, total in bar.told] == [(0, 4), (2, 4), (3, 4), (4, 4)]
    assert bar.stopped


def test_reading_that_is_over_at_once_is_not_shown(bars: list[Bar], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.cli.watching.time.monotonic", lambda: 1.0)
    with Watcher() as watcher:
        for done in range(1, 5):
            watcher.reading(done, 4)
    assert bars == []


def test_a_program_sees_no_bar(bars: list[Bar], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with Watcher(quiet=True) as watcher:
        for done in range(1, 5):
            watcher.reading(done, 4)
    assert bars == []


def test_only_the_first_files_left_out_are_named_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with Watcher() as watcher:
        for number in range(8):
            watcher.skipped(f"{number}.pdf: a damaged PDF")
    said = capsys.readouterr().err
    assert said.count("left out") == 6
    assert "and 3 more left out" in said
