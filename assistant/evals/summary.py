"""Invariant: what a stored line keeps of a turn is enough to read what happened and to compare runs, and no more.

Long texts are cut, and passages and the plan stay out, unless the whole is asked for: then the plan, every finding, and
each tool's arguments and answer are there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.agent.turn import Call, Turn
    from assistant.models.base import ToolCall, ToolResult

_TEXT, _SAID, _WHOLE = 2_000, 400, 40_000
"""Letters kept of what was asked, of what a model said in one call, and of each part of a whole turn (project rule)."""


def whole(turn: Turn) -> dict[str, Any]:
    """The turn with its plan in Markdown, all its findings, and what each tool was asked and answered."""
    answers = {each.call_id: each for call in turn.calls for message in call.messages for each in message.results}
    about = summary(turn)
    for call, told in zip(turn.calls, about["calls"], strict=True):
        told["text"] = call.reply.text[:_WHOLE]
        told["asked"] = [_asked(each, answers.get(each.id)) for each in call.reply.calls]
    findings = [f"{finding.severity}: {finding}"[:_WHOLE] for finding in turn.findings]
    plan = {} if turn.plan is None else {"plan": turn.plan.to_markdown()[:_WHOLE]}
    return about | {"findings": findings, "answer": about["answer"] and _answer(turn)[:_WHOLE]} | plan


def _asked(asked: ToolCall, answer: ToolResult | None) -> dict[str, Any]:
    result = None if answer is None else answer.content[:_WHOLE]
    refused = answer is not None and answer.is_error
    return {"name": asked.name, "arguments": asked.raw[:_WHOLE], "result": result, "refused": refused}


def _answer(turn: Turn) -> str:
    return turn.plan.answer if turn.plan is not None else turn.answer


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
        "answer": _answer(turn)[:_TEXT],
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
