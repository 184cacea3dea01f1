"""Invariant: each scripted model has one known way of behaving, the same each time, written by hand, never recorded.

They stand behind the model seam like any other, for suites that ask what our code does whatever a model does. The
good draft they start from is the offline drafter's. A case names `scripted:NAME`, or `scripted` with its own replies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from assistant.models.base import Reply, Request, ToolCall
from assistant.models.offline import OfflineModel
from assistant.models.scripted import ScriptedModel, call, say

if TYPE_CHECKING:
    from assistant.evals.cases import ScriptedReply

PREFIX = "scripted"
OFFLINE = "offline"
_SUBMIT = "submit_plan"
_Draft = dict[str, Any]
_Change = Callable[[_Draft], _Draft]


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
    return ScriptedModel(SCRIPTS[model.partition(":")[2]], name=model)


def faithful(request: Request) -> Reply:
    """Searches, then submits a draft that holds."""
    return _drafted(request)


def ml_first(request: Request) -> Reply:
    """Collects data and trains a model, and ships last; does not mend it when told."""
    return _drafted(request, _data_and_training_first)


def citation_faker(request: Request) -> Reply:
    """Quotes words that do not stand in the passage it names; does not mend it when told."""
    return _drafted(request, _false_quotes)


def fixes_after_repair(request: Request) -> Reply:
    """Quotes falsely at first, and submits a good draft once it is told."""
    return _drafted(request, _unchanged if _submissions(request) else _false_quotes)


def never_holds(request: Request) -> Reply:
    """Breaks another rule each time it is told to mend the last."""
    broken = (_nothing_this_week, _false_quotes, _unchecked_answer)
    return _drafted(request, broken[_submissions(request) % len(broken)])


def silent(request: Request) -> Reply:
    """Says nothing at all."""
    del request
    return say("")


def looper(request: Request) -> Reply:
    """Makes the same search for ever."""
    del request
    return call("search_notes", {"query": "the order of operations", "limit": 3})


SCRIPTS: Mapping[str, Callable[[Request], Reply]] = {
    script.__name__: script
    for script in (faithful, ml_first, citation_faker, fixes_after_repair, never_holds, silent, looper)
}


def _drafted(request: Request, change: _Change | None = None) -> Reply:
    """What the offline drafter says before its draft was judged; a draft is changed on the way."""
    reply = OfflineModel().reply(replace(request, messages=request.messages[: _first_submission(request)]))
    submitted = next((each for each in reply.calls if each.name == _SUBMIT), None)
    if submitted is None or submitted.arguments is None:
        return replace(reply, model="")
    draft = deepcopy(dict(submitted.arguments))
    return call(_SUBMIT, change(draft) if change else draft)


def _first_submission(request: Request) -> int:
    places = (i for i, message in enumerate(request.messages) if any(c.name == _SUBMIT for c in message.calls))
    return next(places, len(request.messages))


def _submissions(request: Request) -> int:
    return sum(each.name == _SUBMIT for message in request.messages for each in message.calls)


def _unchanged(draft: _Draft) -> _Draft:
    return draft


def _data_and_training_first(draft: _Draft) -> _Draft:
    collect = {
        "id": "collect_first", "kind": "collect", "title": "Collect and label 20,000 past cases", "role": "data team",
        "start_week": 0, "end_week": 8, "deliverable": "A labelled data set of 20,000 cases",
        "exit_test": "Two annotators agree on nine labels in ten",
    }  # fmt: skip
    train = {
        "id": "train_first", "kind": "fine_tune", "title": "Fine-tune our own model on the labels", "role": "ML team",
        "start_week": 8, "end_week": 16, "after": ["collect_first"], "deliverable": "A tuned model",
        "exit_test": "F1 of 0.9 on the test split",
    }  # fmt: skip
    stages = [
        {**stage, "after": [*stage["after"], "train_first"]} if stage["kind"] == "ship" else stage
        for stage in draft["stages"]
    ]
    return {**draft, "stages": [collect, train, *stages]}


def _false_quotes(draft: _Draft) -> _Draft:
    false = "Nine out of ten such projects pay back within six days"
    return {**draft, "claims": [{**claim, "quote": false, "text": false} for claim in draft["claims"]]}


def _nothing_this_week(draft: _Draft) -> _Draft:
    return {**draft, "this_week": []}


def _unchecked_answer(draft: _Draft) -> _Draft:
    return {**draft, "answer": " ".join(["word"] * 120), "against": ""}


def _reply(scripted: ScriptedReply) -> Reply:
    calls = tuple(
        ToolCall(id="", name=each.name, arguments=each.arguments, raw=json.dumps(each.arguments))
        for each in scripted.calls
    )
    return Reply(text=scripted.text, calls=calls, stop="tools" if calls else "end")
