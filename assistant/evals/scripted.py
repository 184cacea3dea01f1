"""Invariant: a case runs on a model that is known to need no network, or says that it needs one.

A case names `scripted:NAME`, one of the models of `assistant.models.zoo`, or `scripted` with a script of its own.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from assistant.evals import scripts
from assistant.models.zoo import PREFIX, SCRIPTS, open_script

if TYPE_CHECKING:
    from assistant.evals.cases import Case
    from assistant.models.scripted import ScriptedModel

OFFLINE = "offline"
REPLAY = "replay"
_LOCAL = frozenset((OFFLINE, PREFIX, REPLAY))


def is_live(model: str) -> bool:
    """Whether a model of that name may need the network."""
    return model.partition(":")[0] not in _LOCAL


def problems(model: str, replies: int, has_edits: bool = False) -> list[str]:
    """What is wrong with a case's model and its script, one sentence each."""
    prefix, _, name = model.partition(":")
    if model == PREFIX:
        if replies and has_edits:
            return ["replies, or edits and then: a case has one script"]
        return [] if replies or has_edits else ["the model 'scripted' needs replies, edits or then of its own"]
    found = ["replies are only for the model 'scripted'"] if replies else []
    found += ["edits and then are only for the model 'scripted'"] if has_edits else []
    if prefix == PREFIX and name not in SCRIPTS:
        near = get_close_matches(name, SCRIPTS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(SCRIPTS)}"
        found.append(f"there is no scripted model {name!r}; {hint}")
    if prefix not in (PREFIX, OFFLINE):
        found.append(f"a case names no live model ({model!r}); give it to the run with --model")
    return found


def open_scripted(model: str, case: Case | None = None) -> ScriptedModel:
    """A fresh scripted model of that name, or the case's own. Raises KeyError for another name."""
    if model != PREFIX or case is None:
        return open_script(model.partition(":")[2])
    name = case.priced_as or PREFIX
    if case.replies:
        return scripts.open_replies(case.replies, name)
    return scripts.open_edited(case.edits, case.then, name)


__all__ = ["OFFLINE", "PREFIX", "REPLAY", "SCRIPTS", "is_live", "open_scripted", "problems"]
