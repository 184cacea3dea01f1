"""Nothing heavy is imported until it is asked for: `import assistant` loads no SDK, no Chroma, no LangChain.

    from assistant import plan, aplan, check, Assistant, Plan

Reading order of the code: planning (the plan as data), knowledge, models, agent (the loop), usage, evals, tuning, app.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.agent.assistant import Assistant
    from assistant.app import aplan, build, check, plan
    from assistant.planning.schema import Plan

__all__ = ["Assistant", "Plan", "aplan", "build", "check", "plan"]

_HOMES = {
    "Assistant": "assistant.agent.assistant",
    "Plan": "assistant.planning.schema",
    "aplan": "assistant.app",
    "build": "assistant.app",
    "check": "assistant.app",
    "plan": "assistant.app",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
