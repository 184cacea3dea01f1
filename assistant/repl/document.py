"""Invariant: a conversation over a pipe ends as exactly one JSON document on stdout when that was asked for."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from assistant import terminal

if TYPE_CHECKING:
    from assistant.repl.command import Ended
    from assistant.repl.conversation import Conversation


def converse(run: Callable[[], Ended]) -> int:
    """Runs the conversation with its words kept off stdout, prints the document, and returns the exit code."""
    if sys.stdin.isatty():
        raise click.UsageError("With --json the messages come through a pipe, one a line.")
    with contextlib.redirect_stdout(io.StringIO()):
        ended = run()
    text = json.dumps(_document(ended), ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.write(terminal.json_safe(text).encode("utf-8", "replace").decode() + "\n")
    sys.stdout.flush()
    return ended.code


def _document(ended: Ended) -> dict[str, Any]:
    conversation = ended.conversation
    failed = {"error": conversation.failed.as_json()} if ended.code and conversation.failed else {}
    plan = conversation.trail.current
    return failed | {
        "session": conversation.session,
        "turns": _turns(conversation),
        "plan": None if plan is None else plan.model_dump(mode="json"),
        "cost_usd": conversation.cost_usd,
    }


def _turns(conversation: Conversation) -> list[dict[str, Any]]:
    return [
        {"id": turn.id, "status": turn.status, "text": turn.text, "answer": turn.answer, "error": turn.error}
        for turn in conversation.heard
    ]
