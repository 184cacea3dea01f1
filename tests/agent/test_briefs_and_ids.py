"""What may be handed in as a brief, and ids that sort by time."""

from __future__ import annotations

import threading
import uuid

import pytest

from assistant.agent import briefs
from assistant.agent.ids import uuid7
from assistant.errors import BriefError


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("?!…", "empty"),
        (b"", "empty"),
        (b"\x00\x01\x02", "binary"),
        ("a\x00b", "binary"),
        (b"\xff\xfe\x00A", "not UTF-8"),
        ("word " * 40_000, "at most 40,000"),
        (3, "text, not int"),
        (["a bot"], "text, not list"),
    ],
    ids=["nothing", "blanks", "marks", "no bytes", "control bytes", "nul", "not utf-8", "200 kB", "a number", "a list"],
)
def test_what_is_no_brief_is_refused_in_one_sentence(data: object, told: str) -> None:
    with pytest.raises(BriefError, match=told) as refused:
        briefs.read(data, where="idea.txt")
    assert refused.value.where == "idea.txt"
    assert refused.value.fix
    assert "\n" not in refused.value.sentence()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("  A bot.\n", "A bot."),
        (b"\xef\xbb\xbfA bot.", "A bot."),
        ("bot", "bot"),
        ("Ein Bot für Rückfragen 🙂", "Ein Bot für Rückfragen 🙂"),
        ("a lone \ud800 surrogate", "a lone ? surrogate"),
    ],
)
def test_a_brief_is_read_as_it_was_written(data: str | bytes, text: str) -> None:
    assert briefs.read(data) == text


def test_ids_are_version_7_and_sort_by_the_time_they_were_made() -> None:
    made = [uuid7() for _ in range(5_000)]
    assert made == sorted(set(made))
    assert {uuid.UUID(one).version for one in made} == {7}
    assert {uuid.UUID(one).variant for one in made} == {uuid.RFC_4122}


def test_ids_rise_even_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    later = uuid7()
    monkeypatch.setattr("time.time_ns", lambda: 1_000_000_000_000_000_000)
    assert uuid7() > later


def test_threads_never_share_an_id() -> None:
    made: list[str] = []

    def work() -> None:
        made.extend([uuid7() for _ in range(500)])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4_000
