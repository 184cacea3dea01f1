"""Invariant: what comes out of the log is plain frozen values that know nothing of SQL or of how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.models.base import Tokens

FeedbackKind = Literal["accept", "edit", "bad", "good", "outcome"]

ESTIMATED = "estimated_tokens"
"""Among the parameters of a kept call: how many of its tokens no provider counted."""


@dataclass(frozen=True)
class StoredCall:
    """One model call: what it was sent, oldest message first, and what came back.

    `earlier` are the messages that told of earlier turns, those before `messages`; where one of them was forgotten
    stands `sent.FORGOTTEN`.
    """

    messages: tuple[Mapping[str, Any], ...]
    reply: Mapping[str, Any] | None
    model_requested: str
    model_answered: str
    response_id: str
    tokens: Tokens
    cost_usd: float | None
    latency_ms: int
    retries: int
    stop: str
    error: str
    ttft_ms: int | None = None
    price_version: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    earlier: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class StoredTemplate:
    """A prompt as its file had it: `fingerprint` is the hash that turns name it by, `variables` the slots of `body`."""

    name: str
    version: str
    fingerprint: str
    variables: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class StoredPassage:
    """A passage the turn was given, by the hashes of its chunk and document; `cited` if the plan quotes it."""

    chunk_hash: str
    document_hash: str
    note: str
    score: float
    cited: bool


@dataclass(frozen=True)
class StoredFeedback:
    """What somebody said about a turn. Only the one that `stands` counts; the others were superseded."""

    id: str
    kind: FeedbackKind
    comment: str
    edited_plan: str | None
    edited_text: str | None
    source: str
    created_at: str
    supersedes: str | None
    stands: bool
    metric: str | None = None
    value: float | None = None
    source_ref: str | None = None


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it was kept. Content fields are None when consent was `none`; `plan_json` also without a plan."""

    id: str
    session: str
    seq: int
    status: str
    consent: str
    started_at: str
    finished_at: str | None
    model: str
    prompts: Mapping[str, str]
    corpus_version: str
    redaction_policy: str
    repairs: int
    plan_id: str | None
    system: str | None
    tools: tuple[Mapping[str, Any], ...]
    text: str | None
    answer: str | None
    plan_json: str | None
    findings: tuple[Mapping[str, str], ...]
    notices: tuple[str, ...]
    error: str | None
    calls: tuple[StoredCall, ...]
    passages: tuple[StoredPassage, ...]
    feedback: tuple[StoredFeedback, ...]
    sound: bool
    variables: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[StoredTemplate, ...] = ()
    config_hash: str | None = None
    content_dropped_at: str | None = None

    @property
    def outcome(self) -> StoredFeedback | None:
        """The decision or kind word that stands, if any; values of metrics stand beside it."""
        return next((said for said in self.feedback if said.stands and said.metric is None), None)

    @property
    def tokens(self) -> Tokens:
        """Tokens of all calls together."""
        return sum((call.tokens for call in self.calls), Tokens())

    @property
    def cost_usd(self) -> float | None:
        """Dollars of all calls, None when one of them has no known price."""
        costs = [call.cost_usd for call in self.calls]
        return None if None in costs else sum(cost for cost in costs if cost is not None)

    def as_json(self) -> dict[str, Any]:
        """For `usage show --json`; plans stand as objects, not as text."""
        body = asdict(self)
        del body["plan_json"]
        body["plan"] = _plan(self.plan_json)
        body["tokens"], body["cost_usd"] = asdict(self.tokens), self.cost_usd
        for feedback in body["feedback"]:
            feedback["edited_plan"] = _plan(feedback["edited_plan"])
        return body


def from_text(text: str) -> Any:  # noqa: ANN401 - whatever was kept
    """The value of JSON text from the log."""
    from pydantic_core import from_json

    return from_json(text, allow_inf_nan=False)


def read_or(text: str | None, empty: Any) -> Any:  # noqa: ANN401 - the shape is that of `empty`
    """The value of JSON text; `empty` for none, and for damaged text, which `usage verify` tells."""
    try:
        found = empty if text is None else from_text(text)
    except ValueError:
        return empty
    return found if isinstance(found, type(empty)) else empty


def _plan(text: str | None) -> Any:  # noqa: ANN401
    try:
        return None if text is None else from_text(text)
    except ValueError:
        return text
