"""Invariant: a turn is shown as it happens, once: text on stdout by whole blocks, one line an event on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant import terminal
from assistant.agent.narration import Narrator
from assistant.repl.blocks import BlockPrinter
from assistant.repl.rendering import show_block

if TYPE_CHECKING:
    from assistant.agent.turn import Event, Turn


class Show:
    """What one turn looks like while it runs."""

    def __init__(self) -> None:
        self._narrator = Narrator()
        self._blocks = BlockPrinter(show_block)
        self._said: list[str] = []
        self._told_wait = False

    def waiting(self, done_of: tuple[int, int]) -> None:
        """The user waits for model and index."""
        done, total = done_of
        if total and not self._told_wait:
            self._told_wait = True
            terminal.say(f"· indexing the notes, once ({done} of {total} passages)")

    def event(self, event: Event) -> None:
        """One step of the turn."""
        if event.kind == "text":
            self._said.append(event.text)
            self._blocks.feed(event.text)
            return
        for line in self._narrator.lines(event):
            self._blocks.finish()
            terminal.say(line)

    def finish(self) -> None:
        """The end of the text, whole or not."""
        self._blocks.finish()

    def outcome(self, turn: Turn, *, with_plan: bool) -> None:
        """What came of the turn: the plan, an answer that was not streamed, findings, and one status line."""
        if turn.plan is not None and with_plan:
            from assistant.planning.markdown import render

            show_markdown(render(turn.plan, turn.findings))
        elif turn.answer.strip() and turn.answer.strip() not in "".join(self._said):
            show_markdown(turn.answer)
        for finding in turn.findings:
            if finding.severity == "error":
                terminal.say(str(finding))
        terminal.say(_status(turn))
        sys.stdout.flush()


def show_markdown(text: str) -> None:
    """A whole Markdown text, block by block."""
    printer = BlockPrinter(show_block)
    printer.feed(text.rstrip("\n") + "\n")
    printer.finish()


def dollars(cost: float | None) -> str:
    """A cost for people."""
    return "price unknown" if cost is None else f"${cost:.4f}"


def billed(turn: Turn) -> str:
    """What a turn cost, marked where tokens of it were estimated because no provider counted them."""
    return marked(turn.cost_usd, is_estimated=bool(turn.tokens.estimated))


def marked(cost: float | None, *, is_estimated: bool) -> str:
    """A cost for people that says when it rests on estimated tokens; an unknown price needs no such word."""
    return dollars(cost) + " (estimated)" * (is_estimated and cost is not None)


def _status(turn: Turn) -> str:
    reason = f": {turn.error}" if turn.error and turn.status in ("failed", "draft") else ""
    if turn.status == "interrupted":
        return f"\nstopped; kept as turn {turn.id}. /retry asks again"
    after = " · /accept, /edit N or /bad WHY" if turn.plan is not None else ""
    tokens = (
        f"{turn.tokens.total:,} tokens{' (estimated)' * bool(turn.tokens.estimated)} · " if turn.tokens.total else ""
    )
    return f"— {turn.status}{reason} · turn {turn.id[:13]} · {tokens}{billed(turn)}{after}"
