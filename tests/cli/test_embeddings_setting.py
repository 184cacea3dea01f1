"""ASSISTANT_EMBEDDINGS: a provider makes the vectors when the user's own setting says so, and at no other time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx
from pydantic_core import from_json

from assistant import settings
from assistant.agent import embedders
from assistant.errors import InputError, KeyMissing
from assistant.knowledge import documents, embedding
from tests.cli.conftest import Run
from tests.models.test_openai_embeddings import URL, served

SMALL = "openai:hashed@8"


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[respx.MockRouter]:
    """The provider's side, by script; the shipped notes are one."""
    shipped = documents.corpus_documents
    monkeypatch.setattr("assistant.knowledge.own_notes.corpus_documents", lambda folder: shipped(folder)[:1])
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        yield router


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A note nobody else has."""
    path = tmp_path / "zebra.md"
    path.write_text("# Zebra\n\nThe zebra lamp is sold in Quito.\n")
    return path


def test_the_notes_and_the_query_are_sent_to_the_provider_that_was_chosen(
    run: Run, wire: respx.MockRouter, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", SMALL)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    route = wire.post(URL).mock(side_effect=served)
    result = run("notes", "search", "zebra lamp", "--notes", str(note), "--json")
    assert from_json(result.stdout)["passages"][0]["note"] == "zebra.md"
    assert "by words only" not in result.stderr
    bodies = [from_json(call.request.content) for call in route.calls]
    assert {body["model"] for body in bodies} == {"hashed"}
    sent = [text for body in bodies for text in body["input"]]
    assert any("sold in Quito" in text for text in sent)
    assert "zebra lamp" in sent


def test_a_provider_that_fails_leaves_words_and_a_line(
    run: Run, wire: respx.MockRouter, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", SMALL)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    wire.post(URL).mock(return_value=httpx.Response(401, json={"error": {"message": "no"}}))
    result = run("notes", "search", "zebra lamp", "--notes", str(note), "--json")
    assert result.exit_code == 0
    assert from_json(result.stdout)["passages"][0]["note"] == "zebra.md"
    assert "Searched by words only" in result.stderr


def test_without_the_setting_nothing_is_sent(
    run: Run, wire: respx.MockRouter, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    route = wire.post(URL).mock(side_effect=served)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    folder = tmp_path / "cloned"
    folder.mkdir()
    (folder / ".env").write_text(f"ASSISTANT_EMBEDDINGS={SMALL}\n")
    (folder / "assistant.toml").write_text(f'ASSISTANT_EMBEDDINGS = "{SMALL}"\n')
    monkeypatch.chdir(folder)
    assert settings.load().embeddings == "local"
    assert run("notes", "search", "zebra lamp", "--notes", str(note)).exit_code == 0
    assert not route.calls


def test_without_a_key_and_for_what_it_cannot_mean_there_is_one_sentence(run: Run, note: Path) -> None:
    with pytest.raises(KeyMissing):
        embedders.chosen(settings.Settings(embeddings=SMALL))
    keyed = settings.Secret("sk-of-nobody")
    for value in ("cohere:x", "openai:", "openai:unknown", "openai:x@0", "openai:x@999999", "openai:x@y", "nonsense"):
        with pytest.raises(InputError, match="ASSISTANT_EMBEDDINGS cannot be"):
            embedders.chosen(settings.Settings(embeddings=value, openai_api_key=keyed))
    known = embedders.chosen(settings.Settings(embeddings="openai:text-embedding-3-large", openai_api_key=keyed))
    assert known is not None
    assert (known.name, known.dimension) == ("openai:text-embedding-3-large", 3072)


def test_doctor_says_who_makes_the_vectors(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_EMBEDDINGS", SMALL)
    checks = {check["name"]: check for check in from_json(run("doctor", "--json").stdout)["checks"]}
    assert (checks["search"]["state"], checks["search"]["command"]) == ("fault", "export ASSISTANT_EMBEDDINGS=local")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
    checks = {check["name"]: check for check in from_json(run("doctor", "--json").stdout)["checks"]}
    assert "openai:hashed" in checks["search"]["seen"]
