"""Invariant: what a stored line keeps of a turn is enough to read what happened and to compare runs, and no more.

Long texts are cut; passages and the plan as a whole stay out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.agent.turn import Call, Turn

_TEXT, _SAID = 2_000, 400
"""Letters kept of what was asked, and of what a model said in one call (project rule)."""


def summary(turn: Turn) -> dict[str, Any]:
    """The turn in a few lines."""
    plan = turn.plan
    errors = [finding for finding in turn.findings if finding.severity == "error"]
    about: dict[str, Any] = {
        "id": turn.id,
        "text": turn.text[:_TEXT],
        "status": turn.status,
        "ended": turn.error,
        "errors": sorted({finding.code for finding in errors}),
        "findings": [str(finding)[:_SAID] for finding in errors],
        "repairs": turn.repairs,
        "model_calls": len(turn.calls),
        "tool_calls": sum(len(call.reply.calls) for call in turn.calls),
        "calls": [_call(call) for call in turn.calls],
        "tokens": turn.tokens.total,
        "cost_usd": turn.cost_usd,
        "model_ms": sum(call.latency_ms for call in turn.calls),
        "prompts": dict(turn.prompts),
        "corpus_version": turn.corpus_version,
        "answer": (plan.answer if plan is not None else turn.answer)[:_TEXT],
    }
    if plan is not None:
        about |= {
            "verdict": plan.verdict.path,
            "phase": plan.phase,
            "notes": len({citation.note for citation in plan.citations}),
            "stages": [f"{stage.kind}: {stage.title}" for stage in plan.stages],
        }
    return about


def _call(call: Call) -> dict[str, Any]:
    return {
        "tools": [f"{asked.name} {asked.raw}"[:_SAID] if asked.name != "submit_plan" else asked.name
                  for asked in call.reply.calls],
        "text": call.reply.text[:_SAID],
        "stop": call.error or call.reply.stop,
        "ms": call.latency_ms,
        "tokens": call.reply.tokens.total,
    }  # fmt: skip
