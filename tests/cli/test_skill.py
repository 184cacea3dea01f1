"""The skill is a file an agent's tool accepts, and names no command, option or code that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from pydantic_core import from_json

from assistant.cli.skill import NAME
from assistant.cli.tree import root
from tests.cli.conftest import Run

LONGEST_NAME, LONGEST_DESCRIPTION = 64, 1024
"""Characters that the Agent Skills format allows (agentskills.io/specification, read 2026-11)."""


def parsed(text: str) -> tuple[dict[str, str], str]:
    _, head, body = text.split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.strip().splitlines()), body


def test_the_head_is_what_the_format_asks_for(run: Run) -> None:
    head, body = parsed(run("skill").stdout)
    assert set(head) == {"name", "description"}
    assert head["name"] == NAME
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", head["name"])
    assert len(head["name"]) <= LONGEST_NAME
    assert 0 < len(head["description"]) <= LONGEST_DESCRIPTION
    assert body.strip()


def test_every_command_it_names_is_there_with_its_options(run: Run) -> None:
    _, body = parsed(run("skill").stdout)
    named = [line for line in re.findall(r"`(assistant [^`]+)`", body)]
    assert len(named) >= 8
    for line in named:
        words = line.split()[1:]
        command: click.Command = root
        while words and isinstance(command, click.Group):
            found = command.get_command(click.Context(command), words.pop(0))
            assert found is not None, line
            command = found
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_it_is_written_where_the_agent_looks_and_never_over_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "skills" / NAME / "SKILL.md"
    assert from_json(run("skill", "--out", str(tmp_path / "skills"), "--json").stdout) == {"path": str(path)}
    assert path.read_text(encoding="utf-8").startswith(f"---\nname: {NAME}\n")
    again = run("skill", "--out", str(tmp_path / "skills"))
    assert again.exit_code == 2
    assert run("skill", "--out", str(tmp_path / "skills"), "--force").exit_code == 0


@pytest.mark.parametrize("name", ["system", "brief"])
def test_a_prompt_is_shown_as_it_stands(run: Run, name: str) -> None:
    listed = from_json(run("prompt", "show", "--json").stdout)["prompts"]
    (one,) = from_json(run("prompt", "show", name, "--json").stdout)["prompts"]
    assert one in listed
    assert run("prompt", "show", name).stdout.strip() == one["body"].strip()
    assert one["fingerprint"][:12] in run("prompt", "show").stdout


def test_an_unknown_prompt_is_one_sentence(run: Run) -> None:
    result = run("prompt", "show", "sytem")
    assert result.exit_code == 2
    assert "system" in result.stderr
