"""A watcher reads each step once, and a long row of searches as a number."""

from __future__ import annotations

from assistant.agent.narration import Narrator
from assistant.agent.turn import Event


def told(*events: Event) -> list[str]:
    narrator = Narrator()
    return [line for event in events for line in narrator.lines(event)]


def test_each_step_is_one_line_and_the_model_s_text_none() -> None:
    lines = told(
        Event("searching", "searching the notes"),
        Event("found", "6 passages"),
        Event("drafting", "drafting with scripted"),
        Event("text", "prose"),
        Event("checking", "checking order"),
        Event("repairing", "repair 1 of 2"),
        Event("notice", "words only"),
        Event("done", "complete"),
    )
    assert lines == [
        "· searching the notes",
        "· found 6 passages",
        "· drafting with scripted",
        "· checking order",
        "· repair 1 of 2",
        "· words only",
    ]


def test_many_searches_are_counted_and_the_count_starts_again() -> None:
    row = [event for n in range(10) for event in (Event("searching", f"query {n}"), Event("found", "6 passages"))]
    lines = told(*row, Event("checking", "checking"), *row[:2], Event("checking", "again"))
    assert lines[:2] == ["· searching query 0", "· found 6 passages"]
    assert lines[6:] == [
        "· and 7 more searches",
        "· checking",
        "· searching query 0",
        "· found 6 passages",
        "· again",
    ]
