"""Invariant: a step is a stretch of the plan's own words with its line; what only speaks about the plan is no step.

Sections on risks, money, measures, the other path and the like are asides: what they mention is not planned there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.planning.outside.blocks import Block, BlockKind, blocks
from assistant.planning.outside.times import Time, stamp_of, time_in, time_of_cell

_ASIDE = re.compile(
    r"\b(?:risks?|assum\w+|out of scope|non-?goals?|not now|objections?|alternatives?|compar\w+|versus|traditional"
    r"|background|context|glossary|references?|sources|appendix|questions|faq|history|money|costs?|budget|pricing"
    r"|beside|(?:other|classical) path|metrics?|success|how we know|measur\w+|kill criteria|stop(?:ping)? rules?"
    r"|build or buy|make or buy|fit"
    r"|why (?:it|this)|dependencies|format|notes|edge|differentiat\w+|team|competit\w+|requirements?|personas?"
    r"|risiken|annahmen|kosten|vergleich|hintergrund|fragen|erfolg|messung|abbruch\w*|anforderungen)\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:out of scope|non-?goals?|not now|alternatives?|options considered|compar\w+|versus|traditional|background"
    r"|context|glossary|references?|sources|history|(?:other|classical) path|vergleich|hintergrund)\b",
    re.I,
)
_REJECTED = re.compile(
    r"^\W*(?:not (?:chosen|planned|now|done)|rejected|discarded|out of scope|alternatives?)\b|:\s*rejected\b"
    r"|^\W*done when \d{1,3} (?:[\w-]+ )?(?:cases|examples|questions)\b"
    r"|^(?:it|that|this|which|they) would (?:also )?(?:need|cost|take|mean|require)\b",
    re.I,
)
_STAGED = re.compile(
    r"\b(?:phases?|stages?|steps?|epics?|milestones?|releases?|tasks?|roadmap|plan|timeline|schritte?|meilensteine?"
    r"|etappen?)\b",
    re.I,
)
_GATE_COLUMN = re.compile(
    r"\b(?:opens?|gates?|conditions?|triggers?|if|when it|entry|depends|criteri\w+|öffnet|wenn|bedingung)\b", re.I
)
_IDLE_COLUMN = re.compile(
    r"^(?:#|no\.?|nr\.?|id|owner|who|role|lead|team|status|now|state|effort|cost|budget|duration|risks?|notes?|dauer"
    r"|wer|kosten)$",
    re.I,
)
_WHEN_COLUMN = re.compile(
    r"^(?:when|dates?|start|begin|due|months?|weeks?|wks?|quarters?|sprints?|timing|time(?:line|frame)?|period|schedule"
    r"|wann|termin|datum|monate?|wochen?)$",
    re.I,
)
_WAITS_COLUMN = re.compile(
    r"^(?:depends(?: on)?|dependenc\w+|predecessors?|after|blocked by|needs|requires|hängt ab von)$", re.I
)
_NAME_COLUMN = re.compile(r"^(?:#|no\.?|nr\.?|id|wp|ref|key)$", re.I)
_NAME = re.compile(r"(?!20\d\d)[A-Za-z]{0,6}[-_.]?\d+(?:\.\d+)*")
_REFERENCE = (
    r"(?:T\d{2,4}\b|WP ?\d+\b|[A-Z]{2,6}-\d+\b|(?:US|FR|NFR|SC|ST|EP)\d+(?:\.\d+)*\b"
    r"|(?i:step|phase|stage|milestone|story|epic|task|schritt) \d+(?:\.\d+)*)"
)
_ID = re.compile(rf"\[?({_REFERENCE})\]?[:.)]*\s*(?:[-–—]\s+)?")
_PATH = re.compile(r"(?:\bin )?(?<!\S)[\w.-]*/[\w./-]+")
_DEPENDS = re.compile(
    rf"\b(?i:depends? on|blocked by|requires|needs|waits for|hängt ab von)\s+"
    rf"({_REFERENCE}(?:\s*(?:,|and|&|\+)\s*{_REFERENCE})*)"
)
_TAGS = re.compile(r"\[(?:P|US\d+|[A-Z]{1,3}\d*)\]\s*")
_MOST_BELOW = 60
_LONGEST = 2_000
"""Characters of one sentence, and of an item with what stands below it, that are read (project rule)."""
_SENTENCE = re.compile(
    r"(?<=[^\d\s][.!?;])\s+(?=[\w\"“(])|(?<=\d[.!?;])\s+(?=[A-ZÄÖÜ](?!(?:an|eb|är|pr|ai|un|ul|ug|ep|kt|ov|ez|ec)))"
    r"|, (?=(?:and )?(?:label|annotate|collect|train|tune|fine-tune|test|build)(?: (?:it|them|a model))? for )"
    r"|,? (?:and )?then (?=\w)|,? (?:und )?(?:dann|danach|anschließend) (?=\w)"
)


@dataclass(frozen=True, eq=False)
class Step:
    """One thing the plan says is done. `place` orders steps; `block` is shared by the sentences of one item.

    `words` is the text without file paths; `gate` what a table says opens it; `around` all the
    words of its item with what stands below it. `under` holds the headings and items above.
    An aside speaks about the plan; `is_elsewhere` is said of what is not done.
    """

    place: int
    block: int
    line: int
    text: str
    words: str
    form: BlockKind
    depth: int
    section: tuple[str, ...]
    under: tuple[str, ...]
    is_aside: bool
    is_elsewhere: bool
    is_done: bool
    id: str
    depends_on: tuple[str, ...]
    time: Time | None
    gate: str
    around: str

    @property
    def is_listed(self) -> bool:
        """Whether it is set down as a step: listed, numbered, headed or dated, not only said in passing."""
        return self.form != "prose" or bool(self.id) or self.time is not None


def steps(text: str, most: int) -> list[Step]:
    """Everything in the text that could be a step, in its order, at most so many."""
    found: list[Step] = []
    read = blocks(text)
    title = next((block for block in read if block.kind == "heading"), None)
    for at, block in enumerate(read):
        if block is title and (block.depth == 1 or at == 0):
            continue
        around = " ".join(b.text for b in (block, *_below(read, at)))[:_LONGEST]
        for line, piece in _pieces(block):
            found.append(_step(len(found), at, block, (line, piece), around))
            if len(found) == most:
                return found
    return found


def _step(place: int, at: int, block: Block, piece: tuple[int, str], around: str) -> Step:
    line, text = piece
    named = _ID.match(text)
    text = text[:_LONGEST]
    body = _TAGS.sub("", text[named.end() :] if named else text).strip(" |") or text
    gate = " ".join(cell for name, cell in block.cells if _GATE_COLUMN.search(name) and not _waits(name, cell))
    row_id, waits = _row_ids(block)
    depends = tuple(
        _key(name)
        for found in _DEPENDS.finditer(block.text if named else "")
        for name in re.findall(_REFERENCE, found[1])
    )
    return Step(
        place,
        at,
        line,
        body,
        _PATH.sub("", body[len(stamp_of(body)) :] or body),
        block.kind,
        block.depth,
        block.section,
        (*block.section, *block.parents),
        _is_aside(block, _ASIDE) or _REJECTED.search(text) is not None,
        _is_aside(block, _ELSEWHERE) or _REJECTED.search(text) is not None,
        block.is_done,
        row_id or (_key(named[1]) if named else ""),
        waits or depends,
        _time(block, text),
        gate,
        around,
    )


def _time(block: Block, text: str) -> Time | None:
    """When it is done: by the row's column, by a chart's bars, by how its line begins, by its words or heading."""
    timed = (time_of_cell(name, cell) for name, cell in block.cells if _WHEN_COLUMN.search(name))
    bars = (time_in(name) for name, cell in block.cells if cell and _is_bar(name))
    stamped = time_in(stamp_of(block.text)) if block.kind == "item" else None
    said = time_in(text) or time_in(block.section[-1] if block.section else "")
    return next((time for time in timed if time), None) or next(bars, None) or stamped or said


def _is_bar(column: str) -> bool:
    return time_in(column) is not None and stamp_of(f"{column}:") != ""


def _waits(column: str, cell: str) -> bool:
    """Whether the cell holds nothing but the ids of other rows."""
    return _WAITS_COLUMN.search(column) is not None and all(
        _NAME.fullmatch(word) or word in ("and", "–", "—", "-") for word in re.split(r"[\s,;&+]+", cell.strip()) if word
    )


def _row_ids(block: Block) -> tuple[str, tuple[str, ...]]:
    """A row's own id and those it waits for, where the table has a column for that."""
    waiting = [cell for name, cell in block.cells if _waits(name, cell)]
    if not waiting:
        return "", ()
    own = next((cell for name, cell in block.cells if _NAME_COLUMN.search(name)), block.cells[0][1])
    return _key(own), tuple(_key(name) for cell in waiting for name in _NAME.findall(cell))


def _key(name: str) -> str:
    return " ".join(name.lower().split()).rstrip(".")


def _is_aside(block: Block, about: re.Pattern[str]) -> bool:
    headings = (*block.section, block.text) if block.kind == "heading" else block.section
    return any(about.search(heading) and not _STAGED.search(heading) for heading in headings[1:])


def _below(read: list[Block], at: int) -> Iterator[Block]:
    """What belongs to the block: deeper items, and paragraphs under a heading up to its first item or heading."""
    top = read[at]
    for block in read[at + 1 : at + 1 + _MOST_BELOW]:
        deeper = block.kind == "item" and top.kind == "item" and block.depth > top.depth
        if not deeper and not (top.kind == "heading" and block.kind == "prose"):
            return
        yield block


def _pieces(block: Block) -> Iterator[tuple[int, str]]:
    """The sentences of a block with the lines they start on; a row is one, without its idle cells."""
    if block.kind == "row":
        idle = (_IDLE_COLUMN, _GATE_COLUMN, _WAITS_COLUMN, _NAME_COLUMN)
        told = [c for name, c in block.cells if not (_is_bar(name) or any(column.search(name) for column in idle))]
        yield block.line, " | ".join(told)
        return
    starts, text = [], ""
    for number, line in block.lines:
        starts.append((len(text), number))
        text += line + " "
    begin = 0
    for end in (*(match.start() for match in _SENTENCE.finditer(text)), len(text)):
        piece = re.sub(r"^,? ?(?:and|und) (?=then|dann)", "", text[begin:end].strip(" ,;"))
        if re.search(r"\w", piece):
            at = begin + len(text[begin:end]) - len(text[begin:end].lstrip(" ,;"))
            yield max((start, number) for start, number in starts if start <= at)[1], piece
        begin = end
