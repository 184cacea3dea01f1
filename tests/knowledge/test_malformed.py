"""Malformed files are read or named with a reason; none of them crashes, hangs or vanishes.

Small here; 1,000 of them: python -m benchmarks.malformed
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.documents import NotesRead, RootRead, note_documents
from assistant.knowledge.extraction import Extracted, Extractor
from assistant.knowledge.formats import Kind
from assistant.knowledge.note_reading import NoteReader
from benchmarks import malformed, malformed_files, malformed_packed, malformed_places
from tests.knowledge.shelf import contents

KINDS = len(malformed_files.MAKERS) + len(malformed_packed.MAKERS) + len(malformed_places.MAKERS)


def test_one_malformed_file_of_every_kind_is_read_or_named(tmp_path: Path) -> None:
    outcome = malformed.trial(tmp_path, KINDS, seed=4)
    assert (outcome.files, outcome.unnamed) == (KINDS, ())
    assert outcome.read + sum(outcome.reasons.values()) >= KINDS
    assert outcome.reasons["binary… not text"] > 2


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    kinds = len(malformed_files.MAKERS)
    for name in ("one", "two", "other"):
        (tmp_path / name).mkdir()
        malformed_files.make(tmp_path / name, kinds, seed=1 if name != "other" else 2)
    one, two, other = (
        {file: digest for file, (_, digest) in contents(tmp_path / name).items()} for name in ("one", "two", "other")
    )
    assert one == two != other


def test_the_trial_notices_a_file_that_vanished(tmp_path: Path) -> None:
    made = (tmp_path / "read.md", tmp_path / "lost.md")
    assert malformed.unnamed(made, NotesRead((RootRead(tmp_path),))) == tuple(map(str, made))


@pytest.mark.parametrize("kind", ["a parser that never returns", "a parser that ends its process"])
def test_a_parser_that_misbehaves_is_stopped_and_the_next_file_is_read(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = "while True: pass" if "never" in kind else "import os; os.abort()"
    package = tmp_path / "selectolax"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "lexbor.py").write_text(f"class LexborHTMLParser:\n def __init__(self, text):\n  {ending}\n")
    with Extractor(seconds=30) as extractor:
        with monkeypatch.context() as patched:
            patched.syspath_prepend(str(tmp_path))
            begun = Extractor(seconds=2)
            stopped = begun.extract("html", b"<p>a")
            begun.close()
        assert stopped.refused in ("it took longer than 2 seconds to read", "damaged: its parser gave up on it")
        assert extractor.extract("html", b"<p>The hangar").text == "The hangar"


def test_a_file_that_took_too_long_is_not_waited_for_again(own_home: Path) -> None:
    own_home.mkdir(parents=True, exist_ok=True)
    (own_home / "slow.html").write_text("<p>The hangar")
    asked = []

    class Slow(Extractor):
        def extract(self, kind: Kind, data: bytes) -> Extracted:
            asked.append(kind)
            return Extractor(seconds=0).extract(kind, data)

    for _ in range(2):
        with NoteReader(own_home, extractor=Slow()) as reader:
            [left_out] = note_documents([own_home / "slow.html"], reader=reader).skipped
        assert left_out.reason == "it took longer than 0 seconds to read"
    assert asked == ["html"]


def test_a_file_whose_parser_is_not_installed_names_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.knowledge.extraction.find_spec", lambda module: None)
    with Extractor() as extractor:
        found = extractor.extract("pdf", b"%PDF")
    assert found == Extracted(
        refused="reading it needs a package that is not installed: pip install pypdf", lasting=False
    )


def test_a_trial_of_no_file_is_refused() -> None:
    with pytest.raises(SystemExit, match="2"):
        malformed.main(["--count", "-3"])
