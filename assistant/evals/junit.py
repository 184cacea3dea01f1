"""Invariant: a build server sees a failed case as a failure, and one that was not measured as an error, never a pass.

The form is the one build servers read: a test suite a group, a test case an attempt, and one suite for the gates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assistant.evals.gates import Reading
from assistant.evals.results import Report, Result

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def render(report: Report) -> str:
    """The report as JUnit XML."""
    root = Element("testsuites", name=_text(report.suite))
    for group in dict.fromkeys(result.group for result in report.results):
        _group(root, report, [result for result in report.results if result.group == group], group)
    gates = SubElement(root, "testsuite", name=f"{_text(report.suite)}.gates", tests=str(len(report.readings)))
    gates.set("failures", str(sum(reading.outcome == "fail" for reading in report.readings)))
    gates.set("errors", str(sum(reading.outcome == "not_measured" for reading in report.readings)))
    gates.set("skipped", str(sum(reading.outcome == "not_selected" for reading in report.readings)))
    for reading in report.readings:
        _gate(gates, report, reading)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _group(root: Element, report: Report, results: Sequence[Result], group: str) -> None:
    suite = SubElement(root, "testsuite", name=_text(f"{report.suite}.{group}"), tests=str(len(results)))
    suite.set("failures", str(sum(result.outcome == "fail" for result in results)))
    suite.set("errors", str(sum(result.outcome == "unmeasured" for result in results)))
    suite.set("timestamp", report.started_at)
    for result in results:
        case = SubElement(suite, "testcase", classname=_text(f"{report.suite}.{group}"), name=_text(result.name))
        case.set("time", f"{float(result.turn.get('model_ms', 0)) / 1000:.3f}")
        why = _text("\n".join(result.reasons)) or "nothing was asserted"
        if result.outcome == "fail":
            SubElement(case, "failure", message=why.partition("\n")[0]).text = why
        elif result.outcome == "unmeasured":
            kind = "broken" if result.broken else "unmeasured"
            SubElement(case, "error", message=why.partition("\n")[0], type=kind).text = why


def _gate(suite: Element, report: Report, reading: Reading) -> None:
    case = SubElement(suite, "testcase", classname=_text(f"{report.suite}.gates"), name=_text(reading.name))
    why = f"{reading.passed} of {reading.total} passed, {reading.unmeasured} unmeasured"
    tags = {"fail": "failure", "not_measured": "error", "not_selected": "skipped"}
    if reading.outcome in tags:
        SubElement(case, tags[reading.outcome], message=f"{why}; asked: {reading.gate.min_pass_rate:.0%}")


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("�", text)
