"""Invariant: blocks of source code are whole definitions where they fit, in order, each an exact stretch of the text.

No language is parsed: a line at the left margin that opens a definition begins one, in every language that indents.
The comment above it, however it is marked, belongs to it, and is no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.knowledge.markdown import Block

_OPENING = re.compile(
    r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub|unsafe|override|open)\s+)*"
    r"(?:def|class|function|func|fn|fun|struct|enum|interface|trait|impl|type|module|namespace|object|protocol|message"
    r"|service|resource|CREATE\s+(?:TABLE|VIEW|FUNCTION))\b[ \t]*([\w.$]{0,80})"
)
_COMMENTS = ("#", "//", "/*", " *", "--", "@", ";")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def blocks(text: str, start: int = 0) -> Iterator[Block]:
    """The blocks from offset `start` on: stretches between blank lines, under the definition that they stand in."""
    opened = comment = -1
    end, inside = start, ""
    for line in _LINE.finditer(text, start):
        written = line.group().rstrip()
        definition = _OPENING.match(written)
        first = line.start() if comment < 0 else comment
        if opened >= 0 and (not written or (definition and first > opened)):
            yield Block(opened, end if not written else first, (inside,) if inside else ())
            opened = -1 if not written else first
        if not written:
            comment = -1
            continue
        opened = line.start() if opened < 0 else opened
        comment = first if written.startswith(_COMMENTS) else -1
        end = line.end()
        if definition is not None:
            inside = definition.group(1) or definition.group().strip()
    if opened >= 0:
        yield Block(opened, end, (inside,) if inside else ())
