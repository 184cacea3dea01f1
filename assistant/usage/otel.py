"""Invariant: our own table is the truth; these are the names others would call its fields by, and nothing is sent.

OpenTelemetry's GenAI conventions are "Development" and have moved to a repository of their own
(open-telemetry/semantic-conventions-genai, its CHANGELOG read 2026-11-23). An exporter reads this table; a change of
the conventions changes this file and its version.
"""

from __future__ import annotations

from collections.abc import Mapping

CONVENTIONS = "semantic-conventions-genai v0.1.0"
"""The version the names are taken from."""

NAMES: Mapping[str, str] = {
    "turns.session": "gen_ai.conversation.id",
    "turns.system_hash": "gen_ai.system_instructions",
    "turns.tools_hash": "gen_ai.tool.definitions",
    "turns.prompts": "gen_ai.prompt.name",
    "turns.text": "gen_ai.retrieval.query.text",
    "calls.model_requested": "gen_ai.request.model",
    "calls.model_answered": "gen_ai.response.model",
    "calls.response_id": "gen_ai.response.id",
    "calls.stop": "gen_ai.response.finish_reasons",
    "calls.input_tokens": "gen_ai.usage.input_tokens",
    "calls.output_tokens": "gen_ai.usage.output_tokens",
    "calls.reasoning_tokens": "gen_ai.usage.reasoning.output_tokens",
    "calls.told": "gen_ai.input.messages",
    "calls.cached_tokens": "gen_ai.usage.cache_read.input_tokens",
    "calls.written_tokens": "gen_ai.usage.cache_creation.input_tokens",
    "calls.ttft_ms": "gen_ai.response.time_to_first_chunk",
    "calls.tip": "gen_ai.input.messages",
    "calls.reply": "gen_ai.output.messages",
    "calls.params": "gen_ai.request.max_tokens",
    "retrieval.chunk_hash": "gen_ai.retrieval.documents",
    "feedback.metric": "gen_ai.evaluation.name",
    "feedback.value": "gen_ai.evaluation.score.value",
    "feedback.kind": "gen_ai.evaluation.score.label",
    "feedback.comment": "gen_ai.evaluation.explanation",
}
"""Column → attribute. Units: ours are milliseconds where theirs are seconds. `input_tokens` of ours excludes what was
read from or written to a cache; theirs includes it."""

OURS = "product_first."
"""Prefix of what has no name there: consent, variant, propensity, plan, template hash, policy of redaction."""
