"""Another program calls us through the official client over stdio, and gets what a person gets."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from pydantic_core import from_json

from assistant.cli.mcp import TOOLS
from assistant.planning import schema
from assistant.usage.log import UsageLog
from tests.cli.conftest import Run
from tests.planning.plans import support

ROOT = Path(__file__).parents[2]


def called(use: Callable[[ClientSession], Awaitable[None]], home: Path, errors: Path) -> None:
    """Starts the server as another program would, and lets `use` talk to it."""

    async def talk() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "tests.repl.words_only", "mcp"],
            env={**os.environ, "ASSISTANT_HOME": str(home), "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
        with errors.open("w", encoding="utf-8") as told:
            async with stdio_client(server, errlog=told) as (read, write), ClientSession(read, write) as session:
                await session.initialize()
                await use(session)

    anyio.run(talk)


def body(result: Any) -> Any:  # noqa: ANN401 - the SDK's result
    return from_json(result.content[0].text)


def test_a_program_plans_checks_and_searches(own_home: Path, tmp_path: Path) -> None:
    seen: dict[str, Any] = {}

    async def use(session: ClientSession) -> None:
        tools = (await session.list_tools()).tools
        seen["tools"] = {tool.name: tool.description or "" for tool in tools}
        seen["notes"] = body(await session.call_tool("search_notes", {"query": "when is fine-tuning worth it"}))
        brief = "Support bot for our returns policy; two engineers, eight weeks"
        seen["plan"] = body(await session.call_tool("plan", {"brief": brief}))
        seen["check"] = body(await session.call_tool("check", {"plan": schema.dump(support())}))
        order = "# Plan\n\n1. Collect and label 50,000 tickets\n2. Fine-tune our model\n3. Launch it to the users\n"
        seen["order"] = body(await session.call_tool("check", {"plan": order}))
        refused = await session.call_tool("plan", {"brief": "   "})
        seen["refused"] = (refused.is_error, refused.content[0].text)  # type: ignore[union-attr]

    called(use, own_home, tmp_path / "stderr")
    assert tuple(seen["tools"]) == TOOLS
    assert all(len(text) > 40 for text in seen["tools"].values())
    assert seen["notes"]["passages"][0]["quote"]
    assert seen["plan"]["verdict"] == "product_first"
    assert seen["plan"]["plan"]["this_week"]
    assert "## This week" in seen["plan"]["markdown"]
    assert seen["check"]["findings"] is not None
    assert not seen["order"]["sound"]
    assert "PF101" in {finding["code"] for finding in seen["order"]["findings"]}
    is_error, sentence = seen["refused"]
    assert is_error
    assert "Traceback" not in sentence
    with UsageLog.open(own_home) as log:
        assert [turn.id for turn in log.turns() if turn.plan_json] == [seen["plan"]["turn"]]
    assert "Traceback" not in (tmp_path / "stderr").read_text(encoding="utf-8")


def test_what_is_offered_is_one_document(run: Run) -> None:
    offered = from_json(run("mcp", "--json").stdout)
    assert tuple(offered["tools"]) == TOOLS
    assert "assistant mcp" in offered["register"]


def test_without_the_package_one_sentence_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "assistant.cli.mcp_server", None)
    result = run("mcp")
    assert result.exit_code == 2
    assert "[mcp]" in result.stderr
    assert len(result.stderr.splitlines()) == 1
