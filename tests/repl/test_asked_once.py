"""What is asked once is not asked again; a question about a proposal waits while a command is looked up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from assistant.repl import meaning
from assistant.repl.conversation import Conversation, Pending


@pytest.mark.parametrize(("once", "said"), [(True, ["no"]), (False, [])])
def test_a_command_means_no_to_what_is_asked_once_and_nothing_to_the_rest(once: bool, said: list[str]) -> None:
    heard: list[str] = []
    asked = Pending("May it be used?", lambda: heard.append("yes"), lambda: heard.append("no"), once=once)
    table = SimpleNamespace(pending=asked)
    assert not meaning.decide(cast("Conversation", table), "/why 5"), "the command itself is still to run"
    assert heard == said
    assert (table.pending is None) is once
