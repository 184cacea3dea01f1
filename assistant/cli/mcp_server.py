"""Invariant: a program that calls gets what a person gets: the same plan, the same findings, the same passages.

Every plan is one logged turn of `Assistant.turn`; a failure is one sentence the calling model can read. Written on the
official SDK (the package `mcp`, an extra), which is imported here and nowhere else.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from assistant import app
from assistant.errors import AssistantError
from assistant.planning.schema import MAX_PLAN_BYTES

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.settings import Settings

_INSTRUCTIONS = (
    "Plans AI projects in the order product, data, model, and checks that order by code. Call plan with the user's own "
    "words, check with any plan (this tool's JSON, or Markdown by anybody), search_notes for sourced advice."
)
_MOST_PASSAGES = 20


class _Tools:
    """The three tools over one set of settings; the index stays open between calls."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._last: Assistant | None = None

    async def plan(self, brief: str) -> dict[str, Any]:
        """Write a plan for an AI project from its brief: the user's own words, with deadline, team and numbers if any.

        Returns the plan as Markdown for people and as JSON, its verdict, and what a review by code found in it.
        """
        return await _in_thread(self._plan, brief)

    async def check(self, plan: str) -> dict[str, Any]:
        """Review a plan against the rules: the JSON of this tool, or any project plan in Markdown.

        Returns findings with rule code, severity, place, message and fix; `sound` is false when one is an error.
        """
        return await _in_thread(self._check, plan)

    async def search_notes(self, query: str, limit: int = 6) -> dict[str, Any]:
        """Find passages about building with AI (when to tune, evals, costs, order), each with its source note."""
        return await _in_thread(self._search, query, limit)

    def _plan(self, brief: str) -> dict[str, Any]:
        from assistant.planning.markdown import render

        with app.open_log(self._settings) as log:
            self._last = app.build(self._settings, wiring=app.Wiring(log=log))
            turn = self._last.turn(brief, want="plan")
        if turn.plan is None:
            raise ToolError(f"No plan came of it: {turn.error or turn.answer}")
        return {
            "verdict": turn.plan.verdict.path,
            "status": turn.status,
            "turn": turn.id,
            "findings": [finding.as_json() for finding in turn.findings],
            "markdown": render(turn.plan),
            "plan": turn.plan.model_dump(mode="json"),
        }

    def _check(self, plan: str) -> dict[str, Any]:
        if len(plan) > MAX_PLAN_BYTES:
            raise ToolError(f"The plan is larger than {MAX_PLAN_BYTES:,} characters. Give the plan alone.")
        checked = app.check_text(plan, "the plan", settings=self._settings)
        return {"sound": not any(finding.severity == "error" for finding in checked.findings), **checked.as_json()}

    def _search(self, query: str, limit: int) -> dict[str, Any]:
        library = self._last.library if self._last else app.library(self._settings)
        found = library.search(query, max(1, min(limit, _MOST_PASSAGES)))
        passages = [
            {"note": p.chunk.note, "heading": p.chunk.heading, "score": round(p.score, 4), "quote": p.chunk.text}
            for p in found.passages
        ]
        return {"passages": passages, "abstained": found.abstained}


def make(settings: Settings) -> MCPServer[Any]:
    """The server, ready to `run()` over stdio."""
    tools = _Tools(settings)
    server: MCPServer[Any] = MCPServer("product-first-assistant", instructions=_INSTRUCTIONS, version=app.version())
    for tool in (tools.plan, tools.check, tools.search_notes):
        server.tool()(tool)
    return server


async def _in_thread(work: Any, *arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - one of the three above
    try:
        result: dict[str, Any] = await anyio.to_thread.run_sync(partial(work, *arguments))
    except AssistantError as error:
        raise ToolError(error.sentence()) from error
    return result
