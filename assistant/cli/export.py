"""Invariant: an export is made from the plan as the one loader reads it, and a draft is never exported in silence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant import terminal
from assistant.cli import options

if TYPE_CHECKING:
    from assistant.planning.findings import Finding
    from assistant.planning.schema import Plan

FORMATS = ("md", "json", "html", "mermaid", "schema", "spec-kit", "openspec")


@click.command(
    context_settings=options.SETTINGS,
    epilog=options.example(
        "assistant export plan.json --to html --out plan.html",
        "assistant export last --to openspec --out openspec/changes/first-slice",
    ),
)
@click.argument("plan", required=False)
@click.option("--to", type=click.Choice(FORMATS), required=True, help="schema is the JSON Schema and needs no PLAN.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="A file; for openspec a folder.")
@click.option("--force", is_flag=True, help="Let --out write over files that exist.")
@options.as_json
def export(plan: str | None, to: str, out: Path | None, force: bool, as_json: bool) -> None:
    """Render PLAN for other readers and tools: a file, an id, or last.

    Exits 0 when it is exported, 1 when what was exported is a draft with error findings.
    """
    from assistant.cli import export_plan

    if to == "openspec" and out is None:
        raise click.UsageError("openspec is a folder of files: say where with --out FOLDER.")
    if to == "schema":
        from assistant.planning.renderings import json_schema

        _deliver({"": json_schema.text()}, to, out, force=force, as_json=as_json)
        return
    if plan is None:
        raise click.UsageError("Which plan? Name its file, its id, or last.")
    found, findings = _load(plan)
    _deliver(export_plan.files(found, to, findings), to, out, force=force, as_json=as_json)
    errors = tuple(dict.fromkeys(each.code for each in findings if each.severity == "error"))
    if errors:
        terminal.say(f"This is a draft: it breaks {', '.join(errors)}. See: assistant check FILE")
        raise click.exceptions.Exit(1)


def _load(wanted: str) -> tuple[Plan, tuple[Finding, ...]]:
    from assistant import app
    from assistant.cli import plan_argument, setup

    settings = setup.load()
    found = plan_argument.find(wanted, settings)
    return found, app.review_plan(found, settings=settings)


def _deliver(files: dict[str, str], to: str, out: Path | None, *, force: bool, as_json: bool) -> None:
    from assistant.cli import export_plan, output

    if out is not None:
        written = export_plan.write(files, out, force=force)
        for path in written:
            terminal.say(f"wrote {path}")
        if as_json:
            output.show_json({"to": to, "written": [str(path) for path in written]})
        return
    (text,) = files.values()
    if to in ("json", "schema"):
        output.show_json_text(text)
    elif as_json:
        output.show_json({"to": to, "text": text})
    else:
        terminal.show(text)
