"""Models for `check --model`, written by hand: one that knows the plan in test_check, one that fails, one that lies."""

from __future__ import annotations

from assistant.agent.plan_reader import TOOL
from assistant.errors import ProviderError
from assistant.models.base import Reply, Request
from assistant.models.scripted import ScriptedModel, call


def _fails(request: Request) -> Reply:
    raise ProviderError("The provider is down", fix="Try again.")


def reader() -> ScriptedModel:
    return ScriptedModel([call(TOOL, {"steps": [{"line": 3, "kind": "label", "quote": "with five helpers"}]})])


def failing() -> ScriptedModel:
    return ScriptedModel([_fails])


def liar() -> ScriptedModel:
    return ScriptedModel([call(TOOL, {"steps": [{"line": n, "kind": "ship", "quote": "Ship"} for n in range(1, 9)]})])
