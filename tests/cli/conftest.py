"""Runs the command in this process, and puts a turn made by hand where the assistant would make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant import app
from assistant.agent.turn import Event, OnEvent, Turn
from assistant.cli.tree import root
from assistant.settings import Settings
from tests.usage import made

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """`run("plan", "-", input=b"…")` → the result, as the shell would see it."""

    def invoke(*args: str, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(root, list(args), input=input)

    return invoke


@dataclass
class Stage:
    """Stands in for `app.build`: remembers what it was asked and gives back the turn it was told to give."""

    turn: Turn = field(default_factory=made.turn)
    error: BaseException | None = None
    asked: list[str] = field(default_factory=list)
    settings: Settings | None = None
    wiring: app.Wiring | None = None

    def build(self, settings: Settings, *, model: object = None, wiring: app.Wiring | None = None) -> Any:  # noqa: ANN401
        self.settings, self.wiring = settings, wiring
        stage = self

        class Scripted:
            model = None

            def turn(self, text: str, on_event: OnEvent, *, want: str, shows_text: bool) -> Turn:
                assert want == "plan"
                stage.asked.append(text)
                on_event(Event("searching", "searching the notes"))
                on_event(Event("text", "prose of the model"))
                if stage.error is not None:
                    raise stage.error
                if wiring is not None and wiring.log is not None:
                    wiring.log.record("finished", stage.turn)
                on_event(Event("done", stage.turn.status))
                return stage.turn

        return Scripted()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The stage, already set."""
    standing = Stage()
    monkeypatch.setattr(app, "build", standing.build)
    return standing
