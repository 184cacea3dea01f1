"""Invariant: words that a provider says it quoted are shown as a quote only when they stand in that passage.

Providers that cite give the passage's key and its words; code looks for them in the passage as it looks for a draft's
quotes, and tells the reader which of them do not stand there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.knowledge.hidden import visible
from assistant.knowledge.passages import Passage
from assistant.models.base import Quoted, Source
from assistant.planning.citing import MAX_QUOTE, locate
from assistant.planning.evidence import KnownChunk


def sources(passages: Sequence[Passage], call_id: str = "") -> tuple[Source, ...]:
    """Passages as models that cite are given them; `call_id` is the search that found them."""
    return tuple(
        Source(
            key=passage.cite,
            title=" · ".join(visible(part) for part in (passage.chunk.title, passage.chunk.heading) if part),
            note=passage.chunk.note,
            text=visible(passage.chunk.text),
            call_id=call_id,
        )
        for passage in passages
    )


def told(quotes: Sequence[Quoted], known: Mapping[str, KnownChunk]) -> str:
    """The list of quotes below an answer, each once, by key; '' when nothing was cited."""
    lines = [_line(quote, known.get(quote.key)) for quote in dict.fromkeys(quotes)]
    return "\n\nQuoted, and found there word for word unless it says otherwise:\n" + "\n".join(lines) if lines else ""


def _line(quote: Quoted, chunk: KnownChunk | None) -> str:
    if chunk is None:
        return f"- [{quote.key}] cites a passage that was not given; not verified"
    words = _shortened(quote.text)
    if locate(words, chunk.text) is None:
        return f"- [{quote.key}] {chunk.title} ({chunk.note}): the words cited do not stand there; not verified"
    more = " …" if len(words) < len(quote.text) else ""
    return f"- [{quote.key}] {chunk.title} ({chunk.note}): “{' '.join(words.split())}{more}”"


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE + 1].rsplit(maxsplit=1)[0][:MAX_QUOTE]
