"""Invariant: tools only read; the one that writes, `submit_plan`, hands a draft to code that checks it.

Arguments are typed and capped; a wrong call is answered with what is wrong, never run, and a tool that fails is
answered with the failure, so that the turn goes on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json

from assistant.agent import wording
from assistant.agent.library import Library
from assistant.agent.shelf import Shelf
from assistant.errors import AssistantError
from assistant.knowledge.hidden import visible
from assistant.models.base import ToolCall, ToolSpec
from assistant.planning.draft import Draft
from assistant.planning.formulas import call_cost

MAX_ARGUMENT_BYTES = 200_000
NOTE_CHARACTERS = 12_000
MAX_DETAILS = 25
SUBMIT = "submit_plan"
_FAILURES = (AssistantError, OSError, sqlite3.Error)
"""What reading a disk may raise: notes and the index lie on one."""


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class SearchNotes(_Arguments):
    """Search the corpus and the user's notes. Returns passages with keys (p1, p2 …) to cite by."""

    query: str = Field(min_length=2, max_length=400, description="a few words of what is to be known")
    limit: int = Field(default=5, ge=1, le=10)


class ReadNote(_Arguments):
    """Read a whole note by its id, when a passage needs its surroundings. Cite passages, not notes."""

    note: str = Field(min_length=1, max_length=300)


class EstimateCost(_Arguments):
    """Dated prices: USD per call and per month for each priced model, and list prices of what could be bought."""

    tokens_in: int = Field(ge=0, le=2_000_000)
    tokens_cached: int = Field(default=0, ge=0, le=2_000_000)
    tokens_out: int = Field(ge=0, le=200_000)
    calls_month: float = Field(ge=0, le=1e12)


@dataclass(frozen=True)
class Outcome:
    """What a tool call came to: text for the model, and the draft when one was submitted in good form."""

    content: str
    is_error: bool = False
    draft: Draft | None = None


@dataclass(frozen=True)
class _Tool:
    arguments: type[BaseModel]
    run: Callable[[BaseModel], Outcome]


class Toolbox:
    """The tools of one turn, bound to its library and shelf."""

    def __init__(self, library: Library, shelf: Shelf, on_search: Callable[[str, int], None]) -> None:
        self._library = library
        self._shelf = shelf
        self._on_search = on_search
        self._tools: Mapping[str, _Tool] = {
            "search_notes": _Tool(SearchNotes, self._search),
            "read_note": _Tool(ReadNote, self._read),
            "estimate_cost": _Tool(EstimateCost, self._estimate),
            SUBMIT: _Tool(Draft, self._submit),
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
        try:
            arguments = tool.arguments.model_validate_json(data)
        except ValidationError as error:
            return _wrong(f"The arguments of {call.name} are wrong:\n{_details(error)}")
        try:
            return tool.run(arguments)
        except _FAILURES as error:
            why = error.sentence() if isinstance(error, AssistantError) else type(error).__name__
            return _wrong(f"{call.name} failed: {why} Go on without it, and mark what it would have shown as assumed.")

    def _search(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, SearchNotes)
        found = self._library.search(arguments.query, arguments.limit)
        passages = self._shelf.put(found.passages)
        self._on_search(arguments.query, len(passages))
        body = {
            "query": arguments.query,
            "passages": [wording.passage(passage) for passage in passages],
            "abstained": found.abstained,
        }
        if found.abstained:
            body["note"] = "Nothing relevant was found. Do not cite for this; mark what you say as an assumption."
        return Outcome(wording.as_data(body))

    def _read(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, ReadNote)
        document = self._library.note(arguments.note)
        if document is None:
            return _wrong(f"There is no note {arguments.note!r}; search_notes tells the ids.")
        body = {"note": document.id, "title": visible(document.title), "text": visible(document.text)[:NOTE_CHARACTERS]}
        return Outcome(wording.as_data(body))

    def _estimate(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, EstimateCost)
        return Outcome(
            wording.as_data({"options": _priced(self._library, arguments), "bought": _bought(self._library)})
        )

    def _submit(self, arguments: BaseModel) -> Outcome:
        assert isinstance(arguments, Draft)
        return Outcome("received", draft=arguments)


def specs() -> tuple[ToolSpec, ...]:
    """The tools as models see them, in a fixed order (a stable prefix is cached by providers)."""
    described: tuple[tuple[str, type[BaseModel]], ...] = (
        ("search_notes", SearchNotes),
        ("read_note", ReadNote),
        ("estimate_cost", EstimateCost),
        (SUBMIT, Draft),
    )
    return tuple(ToolSpec(name, _description(model), _schema(model)) for name, model in described)


def _priced(library: Library, arguments: EstimateCost) -> list[dict[str, object]]:
    options: list[dict[str, object]] = []
    for fact in library.facts.values():
        stem, dot, kind = fact.id.rpartition(".")
        if kind != "price_input" or not dot:
            continue
        prices = [library.facts.get(f"{stem}.price_{name}") for name in ("input", "cached", "output")]
        amounts = [p.value for p in prices if p is not None and not isinstance(p.value, str)]
        if len(amounts) == 3:
            call = call_cost(arguments.tokens_in, arguments.tokens_cached, arguments.tokens_out, *amounts)
            options.append(
                {"model": stem, "per_call": round(call, 6), "per_month": round(call * arguments.calls_month, 2),
                 "prices_as_of": fact.as_of.isoformat(), "facts": [price.id for price in prices if price]}
            )  # fmt: skip
    return options


def _bought(library: Library) -> list[dict[str, object]]:
    """List prices of what could be bought instead; `fact` is what a draft's `buy_fact` names."""
    return [
        {"fact": fact.id, "price": fact.value, "unit": fact.unit, "as_of": fact.as_of.isoformat()}
        for fact in library.facts.values()
        if fact.id.endswith(".price_bought")
    ]


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
