"""Invariant: what an export writes is whole or not there, and no file is written over unless that was asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import saving, terminal

if TYPE_CHECKING:
    from assistant.planning.findings import Finding
    from assistant.planning.schema import Plan


def files(plan: Plan, to: str, findings: Sequence[Finding]) -> dict[str, str]:
    """The rendering as path → text; the path is '' for what is one text. Raises InputError where none can be made."""
    if to == "openspec":
        from assistant.planning.renderings import openspec

        return {path: terminal.clean(text) for path, text in openspec.files(plan).items()}
    return {"": _text(plan, to, findings)}


def _text(plan: Plan, to: str, findings: Sequence[Finding]) -> str:
    from assistant.planning import markdown, schema
    from assistant.planning.renderings import html, mermaid, spec_kit

    if to == "json":
        return terminal.json_safe(schema.dump(plan))
    if to == "html":
        return terminal.clean(html.render(plan, datetime.now(UTC).date(), findings))
    if to == "md":
        return terminal.clean(markdown.render(plan, findings))
    render = {"mermaid": mermaid.render, "spec-kit": spec_kit.render}[to]
    return terminal.clean(render(plan))


def write(made: dict[str, str], out: Path, *, force: bool) -> tuple[Path, ...]:
    """Writes the files at or below `out` and returns their paths.

    Raises InputError before anything is written when one exists (without `force`), or when a place cannot be written.
    """
    places = {out / name if name else out: text for name, text in made.items()}
    for place in places:
        if not force and os.path.lexists(place):
            raise saving.exists(place)
    for place in places:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise saving.refused(place.parent, error) from error
    written: list[Path] = []
    try:
        for place, text in places.items():
            existed = os.path.lexists(place)
            saving.save(place, text, force=force)
            written += [] if existed else [place]
    except BaseException:
        for place in written:
            place.unlink(missing_ok=True)
        raise
    return tuple(places)
