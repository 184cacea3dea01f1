"""Invariant: what a case's own model says is data of the case: replies in order, or a good draft with named edits.

A script is written by hand and is never taken for a recording. An edit that finds nothing to edit breaks the turn off,
so that a case cannot pass because its script no longer says what it was written to say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field, JsonValue

from assistant.errors import InputError, KeyMissing, ProviderError
from assistant.models.base import Reply, Request, Stop, Tokens, ToolCall
from assistant.models.offline import OfflineModel
from assistant.models.scripted import Answer, ScriptedModel, call
from assistant.planning.elements import Strict

SUBMIT = "submit_plan"
Fault = Literal["rate_limited", "provider_down", "timeout", "quota", "key"]
_RETRYABLE = ("rate_limited", "provider_down", "timeout")


class ScriptedCall(Strict):
    """One tool call of a scripted reply. `raw` stands for arguments that could not be read as JSON."""

    name: str
    arguments: dict[str, JsonValue] = Field(default_factory=dict)
    raw: str = ""


class ScriptedReply(Strict):
    """One reply of a case's own script.

    `draft`: it submits the offline drafter's draft in place of calls. `fault`: the call fails so instead of replying.
    `tokens` are input and output as a provider would have counted them.
    """

    text: str = ""
    calls: tuple[ScriptedCall, ...] = ()
    draft: bool = False
    stop: Stop | None = None
    fault: Fault | None = None
    tokens: tuple[int, int] = (0, 0)


class Edit(Strict):
    """A change to a draft at `path` (keys and places, joined by dots; `+` appends): a new value, or none at all."""

    path: str = Field(min_length=1)
    to: JsonValue = None
    drop: bool = False


class Then(Strict):
    """What is said after the first exchange. `edits` change the first draft; `anew` drafts from these words alone."""

    say: str = Field(min_length=1)
    edits: tuple[Edit, ...] = ()
    anew: bool = False


def open_replies(replies: Sequence[ScriptedReply], name: str) -> ScriptedModel:
    """A model that gives the replies in order."""
    return ScriptedModel([_answer(each) for each in replies], name=name)


def open_edited(edits: Sequence[Edit], then: Sequence[Then], name: str) -> ScriptedModel:
    """A model that submits the offline drafter's draft with `edits`, and later that same draft with those of `then`."""
    first: dict[str, Any] = {}

    def reply(request: Request) -> Reply:
        earlier = _exchanges_before(request)
        later = then[earlier - 1] if earlier else None
        if later is None or later.anew:
            drafted = _drafted(request)
            if not isinstance(drafted, dict):
                return drafted
            if later is None:
                first.update(deepcopy(drafted))
            return call(SUBMIT, edited(drafted, edits if later is None else later.edits))
        return call(SUBMIT, edited({**first, "revises": True}, later.edits))

    return ScriptedModel(reply, name=name)


def edited(draft: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """A copy of the draft with the edits made. Raises InputError when a path leads nowhere."""
    changed = deepcopy(dict(draft))
    for edit in edits:
        *parents, last = edit.path.split(".")
        place: Any = changed
        for part in parents:
            place = _at(place, part, edit.path)
        _change(place, last, edit)
    return changed


def _at(place: Any, part: str, path: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return place[int(part)] if isinstance(place, list) else place[part]
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise _nowhere(path) from error


def _change(place: Any, last: str, edit: Edit) -> None:  # noqa: ANN401 - JSON
    if isinstance(place, list) and last == "+":
        place.append(deepcopy(edit.to))
        return
    _at(place, last, edit.path)
    key: Any = int(last) if isinstance(place, list) else last
    if edit.drop:
        del place[key]
    else:
        place[key] = deepcopy(edit.to)


def _nowhere(path: str) -> InputError:
    return InputError(f"The edit {path!r} leads nowhere in the draft", fix="Mend the case.", code="edit")


def _exchanges_before(request: Request) -> int:
    """Exchanges before the one under way: memory tells them first, and only the one under way holds a brief."""
    start = max((i for i, message in enumerate(request.messages) if "<brief>" in message.text), default=0)
    return sum(message.role == "user" for message in request.messages[:start])


def _answer(scripted: ScriptedReply) -> Answer:
    def reply(request: Request) -> Reply:
        if scripted.fault is not None:
            raise _fault(scripted.fault)
        tokens = Tokens(input=scripted.tokens[0], output=scripted.tokens[1])
        if scripted.draft:
            drafted = _drafted(request)
            made = drafted if isinstance(drafted, Reply) else call(SUBMIT, drafted)
            return replace(made, text=scripted.text, tokens=tokens, stop=scripted.stop or made.stop, model="")
        stop: Stop = scripted.stop or ("tools" if scripted.calls else "end")
        return Reply(text=scripted.text, calls=tuple(_call(each) for each in scripted.calls), stop=stop, tokens=tokens)

    return reply


def _call(asked: ScriptedCall) -> ToolCall:
    if asked.raw:
        return ToolCall(id="", name=asked.name, arguments=None, raw=asked.raw)
    return ToolCall(id="", name=asked.name, arguments=asked.arguments, raw=json.dumps(asked.arguments))


def _drafted(request: Request) -> dict[str, Any] | Reply:
    """The offline drafter's draft as it was before anything of it was judged, or its search."""
    submitted = (i for i, message in enumerate(request.messages) if any(c.name == SUBMIT for c in message.calls))
    until = next(submitted, len(request.messages))
    reply = OfflineModel().reply(replace(request, messages=request.messages[:until]))
    asked = next((each for each in reply.calls if each.name == SUBMIT), None)
    return replace(reply, model="") if asked is None or asked.arguments is None else deepcopy(dict(asked.arguments))


def _fault(kind: Fault) -> KeyMissing | ProviderError:
    if kind == "key":
        return KeyMissing("The provider refused the key (scripted)", fix="Nothing to do.")
    return ProviderError(f"The provider failed: {kind} (scripted)", code=kind, retryable=kind in _RETRYABLE)
