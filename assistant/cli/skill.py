"""Invariant: the skill is one file that names only commands this version has."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from assistant import saving, terminal
from assistant.cli import options

NAME = "product-first-plan"


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example("assistant skill", "assistant skill --out .claude/skills", "assistant skill --json"),
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write DIR/product-first-plan/SKILL.md.")
@click.option("--force", is_flag=True, help="Write over the file that is there.")
@options.as_json
def skill(out: Path | None, force: bool, as_json: bool) -> None:
    """Print the skill that teaches a coding agent to plan and check with this command, or put it in its folder."""
    from assistant.cli import output

    text = files("assistant.cli").joinpath("SKILL.md").read_text(encoding="utf-8")
    if out is None:
        if as_json:
            output.show_json({"name": NAME, "text": text})
        else:
            terminal.show(text)
        return
    (out / NAME).mkdir(parents=True, exist_ok=True)
    path = saving.save(out / NAME / "SKILL.md", text, force=force)
    if as_json:
        output.show_json({"path": str(path)})
    else:
        terminal.say(f"wrote {path}")
