"""Invariant: every code a review names leads to its page: what is asked, why, and a failing and a mended example."""

from __future__ import annotations

from dataclasses import asdict

import click

from assistant import terminal
from assistant.cli import options
from assistant.errors import InputError


@click.command(context_settings=options.SETTINGS, epilog=options.example("assistant rule PF302"))
@click.argument("code", required=False)
@options.as_json
def rule(code: str | None, as_json: bool) -> None:
    """Explain the rule CODE, or list them all."""
    from assistant.cli import output
    from assistant.planning.rules import RULES

    if code is None:
        rows = [{"code": each.code, "severity": each.severity, "title": each.title} for each in RULES.values()]
        if as_json:
            output.show_json({"rules": rows})
        else:
            terminal.show("\n".join(f"{row['code']}  {row['severity']:<8} {row['title']}" for row in rows))
        return
    wanted = code.strip().upper()
    if wanted not in RULES:
        raise _unknown(code, wanted, list(RULES))
    from assistant.planning.rule_pages import page

    found = page(wanted)
    if as_json:
        output.show_json(asdict(found))
    else:
        terminal.show(found.as_text())


def _unknown(code: str, wanted: str, codes: list[str]) -> InputError:
    from difflib import get_close_matches

    near = get_close_matches(wanted, codes, n=1)
    fix = f"Did you mean {near[0]}?" if near else "List them: assistant rule"
    return InputError(f"There is no rule {code!r}", fix=fix, code="usage")
