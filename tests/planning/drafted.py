"""A draft in good form to change, made from a brief without any notes, and the frame it is assembled in."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

from assistant.knowledge import provider_facts
from assistant.models.base import Message, Request, ToolCall, ToolResult
from assistant.models.offline import OfflineModel
from assistant.planning.brief_reader import read_brief
from assistant.planning.draft import Draft
from assistant.planning.elements import Generator
from assistant.planning.frame import Frame

BRIEF = "A service with 4,000 tickets a month wants an assistant that answers customers. Two engineers, eight weeks."
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@functools.cache
def draft() -> Draft:
    """What the offline drafter submits when its searches find nothing."""
    brief = Message("user", f"<today>2026-11-23</today>\n<want>plan</want>\n<brief>\n{BRIEF}\n</brief>")
    call = ToolCall("s1", "search_notes", {"query": "evals"})
    nothing = ToolResult("s1", '{"query": "evals", "passages": [], "abstained": true}')
    request = Request("", (brief, Message("assistant", calls=(call,)), Message("tool", results=(nothing,))))
    return Draft.model_validate(OfflineModel().reply(request).calls[0].arguments)


@functools.cache
def frame() -> Frame:
    """That brief, today, at the shipped prices."""
    generator = Generator(tool_version="1", model="scripted", offline=False)
    return Frame("p1", NOW, read_brief(BRIEF, NOW.date()), {}, provider_facts.load(), generator)
