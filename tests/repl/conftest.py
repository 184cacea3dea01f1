"""A conversation over a pipe in this process, with a scripted model and an index of words only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from assistant.cli.tree import root
from assistant.knowledge import embedding

Chat = Callable[..., Result]


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Chat:
    """`chat("first message", "/accept")` → what came of it."""
    monkeypatch.setattr(embedding, "packaged", lambda: None)

    def converse(*lines: str, args: tuple[str, ...] = (), model: str = "tests.repl.scripted_session:model") -> Result:
        monkeypatch.setenv("ASSISTANT_MODEL", model)
        return CliRunner().invoke(root, ["chat", *args], input="".join(f"{line}\n" for line in lines))

    return converse
