"""Invariant: tools only read; those that write, `submit_plan` and `mend_plan`, hand a draft to code that checks it.

Arguments are typed and capped; a wrong call is answered with what is wrong, never run, and a tool that fails is
answered with the failure, so that the turn goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from assistant.agent import money_tools, wording
from assistant.agent.library import Library
from assistant.agent.merging import merged
from assistant.agent.shelf import Shelf
from assistant.agent.tool_arguments import (
    AskUser,
    BreakEven,
    CheckPlan,
    EstimateCost,
    MendPlan,
    ProviderFacts,
    ReadNote,
    SearchNotes,
    Sections,
)
from assistant.agent.waiting import bounded
from assistant.errors import AssistantError
from assistant.knowledge.hidden import visible
from assistant.knowledge.passages import Passage
from assistant.models.base import ToolCall, ToolSpec
from assistant.planning.draft import Draft, DraftQuestion

MAX_ARGUMENT_BYTES = 200_000
NOTE_CHARACTERS = 12_000
MAX_DETAILS = 25
TOOL_SECONDS = 30.0
"""A tool that takes longer is given up (project rule: a search takes far less than a second)."""
SUBMIT, MEND, CHECK, ASK = "submit_plan", "mend_plan", "check_plan", "ask_user"
_ARGUMENTS: Mapping[str, type[BaseModel]] = {
    "search_notes": SearchNotes,
    "read_note": ReadNote,
    "provider_facts": ProviderFacts,
    "estimate_cost": EstimateCost,
    "break_even": BreakEven,
    CHECK: CheckPlan,
    SUBMIT: Draft,
    MEND: MendPlan,
    ASK: AskUser,
}
_FAILURES = (AssistantError, OSError, sqlite3.Error)
"""What reading a disk may raise: notes and the index lie on one."""


@dataclass(frozen=True)
class Outcome:
    """What a tool call came to: text for the model, a draft in good form, what is asked, and what was found."""

    content: str
    is_error: bool = False
    draft: Draft | None = None
    questions: tuple[DraftQuestion, ...] = ()
    passages: tuple[Passage, ...] = ()


class Toolbox:
    """The tools of one turn, bound to its library and shelf; `last` is the draft of the turn before.

    `brief` is what the plan is about, in the user's words.
    """

    def __init__(
        self,
        library: Library,
        shelf: Shelf,
        on_search: Callable[[str, int], None],
        *,
        last: Draft | None = None,
        brief: str = "",
        seconds: float = TOOL_SECONDS,
    ) -> None:
        self._seconds = seconds
        self._brief = brief
        self._library = library
        self._shelf = shelf
        self._on_search = on_search
        self._last: dict[str, Any] = last.model_dump(mode="json") if last is not None else {}
        self._tools: Mapping[str, Callable[[BaseModel], Outcome]] = {
            "search_notes": self._search,
            "read_note": self._read,
            "provider_facts": self._facts,
            "estimate_cost": self._estimate,
            "break_even": self._break_even,
            CHECK: self._changed,
            SUBMIT: self._submit,
            MEND: self._changed,
            ASK: self._ask,
        }

    def run(self, call: ToolCall) -> Outcome:
        """Runs one call. Never raises for what a model sent."""
        tool = self._tools.get(call.name)
        if tool is None:
            return _wrong(f"There is no tool {call.name!r}; the tools are {', '.join(self._tools)}.")
        if call.arguments is None:
            return _wrong(f"The arguments of {call.name} are not a JSON object; send them again.")
        try:
            data = to_json(dict(call.arguments), inf_nan_mode="strings")
        except (ValueError, RecursionError):
            return _wrong(f"The arguments of {call.name} hold what JSON cannot; send them again.")
        if len(data) > MAX_ARGUMENT_BYTES:
            return _wrong(f"The arguments of {call.name} are longer than {MAX_ARGUMENT_BYTES:,} bytes.")
        if call.name == SUBMIT:
            self._last = dict(call.arguments)
        try:
            arguments = _ARGUMENTS[call.name].model_validate_json(data)
        except ValidationError as error:
            return _wrong(f"The arguments of {call.name} are wrong:\n{_details(error)}")
        try:
            return tool(arguments) if self._at_hand(arguments) else bounded(lambda: tool(arguments), self._seconds)
        except TimeoutError:
            return _wrong(f"{call.name} took longer than {self._seconds:g} seconds. Go on without it.")
        except _FAILURES as error:
            why = error.sentence() if isinstance(error, AssistantError) else type(error).__name__
            return _wrong(f"{call.name} failed: {why} Go on without it, and mark what it would have shown as assumed.")

    def _at_hand(self, arguments: BaseModel) -> bool:
        """Whether the answer is remembered, so that no clock has to watch over it."""
        if not isinstance(arguments, SearchNotes) or arguments.only_notes:
            return False
        return self._library.remembered(arguments.query, arguments.limit) is not None

    def _search(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, SearchNotes)
        look = self._library.search_notes if arguments.only_notes else self._library.search
        found = look(arguments.query, arguments.limit)
        passages = self._shelf.put(found.passages)
        self._on_search(arguments.query, len(passages))
        body = {
            "query": arguments.query,
            "passages": [wording.passage(passage) for passage in passages],
            "abstained": found.abstained,
        }
        if self._library.has_notes:
            body["own_notes"] = "searched alone" if arguments.only_notes else "there are some"
        if found.abstained:
            body["note"] = "Nothing relevant was found. Do not cite for this; mark what you say as an assumption."
        return Outcome(wording.as_data(body), passages=passages)

    def _read(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, ReadNote)
        document = self._library.note(arguments.note)
        if document is None:
            return _wrong(f"There is no note {arguments.note!r}; search_notes tells the ids.")
        body = {"note": document.id, "title": visible(document.title), "text": visible(document.text)[:NOTE_CHARACTERS]}
        return Outcome(wording.as_data(body))

    def _facts(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, ProviderFacts)
        return Outcome(wording.as_data(money_tools.facts(self._library.facts, arguments)))

    def _estimate(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, EstimateCost)
        return Outcome(wording.as_data(money_tools.estimate(self._library.facts, arguments, self._brief)))

    def _break_even(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, BreakEven)
        return Outcome(wording.as_data(money_tools.break_even(arguments)))

    def _submit(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, Draft)
        return Outcome("received", draft=arguments)

    def _changed(self, arguments: BaseModel) -> Outcome:
        """The last draft with changes; it becomes the last one when it was sent to be submitted."""
        assert isinstance(arguments, Sections)
        if not self._last:
            return _wrong("There is no draft yet; send the whole one with submit_plan.")
        draft = merged(self._last, arguments.sections, arguments.remove)
        if isinstance(arguments, MendPlan):
            self._last = draft
        try:
            return Outcome("received", draft=Draft.model_validate_json(to_json(draft)))
        except ValidationError as error:
            return _wrong(f"The draft is not in form:\n{_details(error)}")

    def _ask(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, AskUser)
        return Outcome("asked", questions=tuple(arguments.questions))


@lru_cache(maxsize=1)
def specs() -> tuple[ToolSpec, ...]:
    """The tools as models see them, in a fixed order (a stable prefix is cached by providers)."""
    return tuple(ToolSpec(name, _description(model), _schema(model)) for name, model in _ARGUMENTS.items())


def _description(model: type[BaseModel]) -> str:
    if model is Draft:
        return "Submit the whole plan as a draft. Code assembles, computes and checks it, and answers with findings."
    return " ".join((model.__doc__ or "").split())


def _schema(model: type[BaseModel]) -> dict[str, object]:
    """The JSON Schema without generated titles: they repeat the names and are paid for in every call."""
    schema = _untitled(model.model_json_schema())
    assert isinstance(schema, dict)
    schema.pop("description", None)
    return schema


def _untitled(node: object, *, names: bool = False) -> object:
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _untitled(value, names=key in ("properties", "$defs"))
        for key, value in node.items()
        if names or key != "title"
    }


def _wrong(message: str) -> Outcome:
    return Outcome(message, is_error=True)


def _details(error: ValidationError) -> str:
    errors = error.errors(include_url=False, include_input=False)
    missing = [_place(item["loc"]) for item in errors if item["type"] == "missing"]
    lines = [f"- missing: {', '.join(missing)}"] if missing else []
    lines += [f"- {_place(item['loc'])}: {item['msg']}" for item in errors if item["type"] != "missing"]
    more = [f"- and {len(lines) - MAX_DETAILS} more"] if len(lines) > MAX_DETAILS else []
    return "\n".join([*lines[:MAX_DETAILS], *more])


def _place(path: tuple[int | str, ...]) -> str:
    """A place as models write it, `stages[2].kind`, cut where somebody sent a name of any length."""
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part[:60]}" for part in path)
    return place.removeprefix(".") or "arguments"
