"""Invariant: a case runs on a model that is known to need no network, or says that it needs one.

A case names `scripted:NAME`, one of the models of `assistant.models.zoo`, or `scripted` with its own replies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from assistant.models.base import Reply, ToolCall
from assistant.models.scripted import ScriptedModel
from assistant.models.zoo import PREFIX, SCRIPTS, open_script

if TYPE_CHECKING:
    from assistant.evals.cases import ScriptedReply

OFFLINE = "offline"


def is_live(model: str) -> bool:
    """Whether a model of that name may need the network."""
    return model != OFFLINE and model.partition(":")[0] != PREFIX


def problems(model: str, replies: int) -> list[str]:
    """What is wrong with a case's model and its number of replies, one sentence each."""
    prefix, _, name = model.partition(":")
    if model == PREFIX:
        return [] if replies else ["the model 'scripted' needs replies of its own"]
    found = ["replies are only for the model 'scripted'"] if replies else []
    if prefix == PREFIX and name not in SCRIPTS:
        near = get_close_matches(name, SCRIPTS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(SCRIPTS)}"
        found.append(f"there is no scripted model {name!r}; {hint}")
    if prefix != PREFIX and model != OFFLINE:
        found.append(f"a case names no live model ({model!r}); give it to the run with --model")
    return found


def open_scripted(model: str, replies: Sequence[ScriptedReply] = ()) -> ScriptedModel:
    """A fresh scripted model of that name, or one that gives the replies in order. Raises KeyError for another name."""
    if replies:
        return ScriptedModel([_reply(each) for each in replies], name=PREFIX)
    return open_script(model.partition(":")[2])


def _reply(scripted: ScriptedReply) -> Reply:
    calls = tuple(
        ToolCall(id="", name=each.name, arguments=each.arguments, raw=json.dumps(each.arguments))
        for each in scripted.calls
    )
    return Reply(text=scripted.text, calls=calls, stop="tools" if calls else "end")


__all__ = ["OFFLINE", "PREFIX", "SCRIPTS", "is_live", "open_scripted", "problems"]
