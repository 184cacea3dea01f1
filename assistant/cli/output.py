"""Invariant: a result under `--json` is exactly one document on stdout, and it parses to what was meant."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable

from assistant import terminal
from assistant.planning.findings import Finding

_HALVES = re.compile("[\ud800-\udfff]")


def show_json(document: object) -> None:
    """Prints the document. NaN and infinity are refused: they are not JSON."""
    show_json_text(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def show_json_text(text: str) -> None:
    """Prints text that is a JSON document already, with what a terminal must not see escaped.

    Half a character, as in a file name that is no text, becomes U+FFFD: strict readers refuse its escape.
    """
    sys.stdout.write(terminal.json_safe(_HALVES.sub("\ufffd", text.rstrip("\n"))) + "\n")
    sys.stdout.flush()


def show_findings(findings: Iterable[Finding]) -> None:
    """The findings as a result: one line each on stdout, and their number on stderr."""
    found = _ordered(findings)
    for finding in found:
        terminal.show(str(finding))
    terminal.say(tally(found))


def say_findings(findings: Iterable[Finding]) -> None:
    """The findings beside a result: one line each on stderr, and their number."""
    found = _ordered(findings)
    for finding in found:
        terminal.say(str(finding))
    terminal.say(tally(found))


def tally(findings: Iterable[Finding]) -> str:
    """`findings: 2 errors, 1 warning, 3 not measured`, or `findings: none`."""
    count = Counter(finding.severity for finding in findings)
    parts = [
        words
        for number, words in (
            (count["error"], f"{count['error']} error{'s' * (count['error'] != 1)}"),
            (count["warning"], f"{count['warning']} warning{'s' * (count['warning'] != 1)}"),
            (count["not_measured"], f"{count['not_measured']} not measured"),
        )
        if number
    ]
    return "findings: " + (", ".join(parts) or "none")


def _ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first; within a severity as the review gave them."""
    return sorted(findings, key=lambda finding: ("error", "warning", "not_measured").index(finding.severity))
