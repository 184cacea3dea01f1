"""What a provider sent is kept once and given back for the very same request; for anything else there is no answer."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.agent import prompts
from assistant.cli.tree import root
from assistant.errors import InputError
from assistant.evals import recordings
from assistant.knowledge import embedding
from assistant.models.wiretap import fingerprint
from tests.evals.bench import written

Run = Callable[..., Result]
SAID = "Ship first, then learn from use."
KEY = "sk-test-0123456789abcdef-never-in-a-file"


class Speaking(BaseHTTPRequestHandler):
    """Speaks chat completions: one streamed sentence a request. A stand-in for a provider, on this machine."""

    asked = 0

    def do_POST(self) -> None:
        type(self).asked += 1
        self.rfile.read(int(self.headers["content-length"]))
        parts: list[dict[str, object]] = [
            {"delta": {"role": "assistant", "content": SAID}},
            {"delta": {}, "finish_reason": "stop"},
        ]
        lines = [
            {
                "id": "r1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "fake-1",
                "choices": [{"index": 0, **p}],
            }
            for p in parts
        ]
        body = "".join(f"data: {json.dumps(line)}\n\n" for line in lines) + "data: [DONE]\n\n"
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(body.encode())))
        self.send_header("set-cookie", "session=never-in-a-file")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command, with a search by words only."""
    monkeypatch.setattr(embedding, "packaged", lambda: None)
    return lambda *args: CliRunner().invoke(root, ["eval", *args])


@pytest.fixture
def provider(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """A provider that answers on this machine alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/v1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    yield server
    server.shutdown()
    server.server_close()


def asks(id: str, brief: str) -> dict[str, object]:
    return {"id": id, "brief": brief, "want": "any", "expect": {"status_is": "answered", "answered_within_words": 9}}


@pytest.fixture
def recorded(run: Run, provider: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording of two questions; its provider is gone."""
    folder = written(tmp_path / "mine", asks("why", "Why ship first?"), asks("when", "When to train?"))
    file = tmp_path / "rec.jsonl"
    result = run("run", str(folder), "--model", "openai:fake-1", "--record", str(file))
    assert result.exit_code == 0, result.output
    assert "as measured on openai:fake-1" in result.stdout
    provider.shutdown()
    provider.server_close()
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name)
    return file


def test_a_recording_replays_without_key_and_network(run: Run, recorded: Path, tmp_path: Path) -> None:
    before = Speaking.asked
    result = run("run", str(tmp_path / "mine"), "--model", f"replay:{recorded}", "--repeat", "2")
    assert result.exit_code == 0, result.output
    assert "model quality: as recorded, not measured anew" in result.stdout
    assert Speaking.asked == before


def test_a_recording_holds_what_was_sent_and_no_key(recorded: Path) -> None:
    assert stat.S_IMODE(recorded.stat().st_mode) == 0o600
    text = recorded.read_text()
    assert SAID in text
    assert KEY not in text
    assert "never-in-a-file" not in text
    assert "Why ship first?" not in text
    found = recordings.read(recorded)
    requests = {json.loads(line)["request"] for line in text.splitlines()[1:]}
    assert (found.model, len(requests)) == ("openai:fake-1", 4 + 2)  # which way it takes tools, and the two answers
    with pytest.raises(InputError, match="not written over"):
        recordings.Recorder(recorded, {})


def test_another_brief_gets_no_old_answer(run: Run, recorded: Path, tmp_path: Path) -> None:
    written(tmp_path / "mine", asks("why", "Why ship last?"))
    result = run("run", str(tmp_path / "mine"), "--model", f"replay:{recorded}")
    assert result.exit_code == 5
    assert "The recording holds no answer to this" in result.stdout


def test_a_changed_prompt_is_an_error_before_anything_runs(
    run: Run, recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = prompts.load()
    other = {**known, "system": replace(known["system"], fingerprint="0" * 64)}
    monkeypatch.setattr(prompts, "load", lambda *_, **__: other)
    result = run("run", str(tmp_path / "mine"), "--model", f"replay:{recorded}")
    assert (result.exit_code, result.stdout) == (5, "")
    assert "prompts/system" in result.stderr


@pytest.mark.parametrize("text", ["", "{}\n", "[1]\n", '{"recording": 9}\n', "nothing\n"])
def test_what_is_no_recording_is_refused_in_one_sentence(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "rec.jsonl"
    file.write_text(text)
    result = run("run", "smoke", "--model", f"replay:{file}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no recording of ours" in result.stderr


def test_only_a_live_model_is_recorded(run: Run, tmp_path: Path) -> None:
    for model in ((), ("--model", "offline"), ("--model", "scripted:faithful")):
        result = run("run", "smoke", "--record", str(tmp_path / "r.jsonl"), *model)
        assert result.exit_code == 2
        assert not (tmp_path / "r.jsonl").exists()


def test_the_order_of_keys_is_no_difference_and_a_letter_is() -> None:
    assert fingerprint("/v1/x", b'{"a": 1, "b": [1, 2]}') == fingerprint("/v1/x", b'{"b":[1,2],"a":1}')
    assert fingerprint("/v1/x", b'{"a": 1}') != fingerprint("/v1/x", b'{"a": 2}')
    assert fingerprint("/v1/x", b'{"a": 1}') != fingerprint("/v1/y", b'{"a": 1}')


def test_a_turn_of_the_log_answers_again_until_something_changes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = "A shoe shop gets 2,600 questions a month about returns; two engineers want a bot in ten weeks."
    planned = CliRunner().invoke(root, ["plan", brief, "--model", "scripted:faithful", "--json"])
    assert planned.exit_code == 0, planned.output
    case: dict[str, object] = {
        "id": "shop",
        "brief": brief,
        "accept": ["product_first"],
        "expect": {"valid_plan": True},
    }
    folder = written(tmp_path / "mine", case)
    again = run("run", str(folder), "--model", "replay")
    assert again.exit_code == 0, again.output
    known = prompts.load()
    monkeypatch.setattr(
        prompts, "load", lambda *_, **__: {**known, "system": replace(known["system"], fingerprint="0" * 64)}
    )
    stale = run("run", str(folder), "--model", "replay")
    assert stale.exit_code == 5
    assert "prompts of turn" in stale.stdout
    written(tmp_path / "mine", {**case, "brief": "Another brief that nobody planned with us, of ten words."})
    assert run("run", str(folder), "--model", "replay").exit_code == 5


SHOP = "A shoe shop gets 2,600 questions a month about returns; two engineers want a bot in ten weeks."


@pytest.fixture
def own_prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A first message of the user's own, which says otherwise than the shipped one what is asked for."""
    folder = tmp_path / "prompts"
    folder.mkdir()
    shipped = prompts.load()["brief"]
    head = f"name: brief\nversion: 1\npurpose: Ours.\nvariables: {', '.join(shipped.variables)}"
    body = shipped.body.replace("<want>{{want}}</want>", "Asked for is {{want}}.")
    assert body != shipped.body
    (folder / "brief.md").write_text(f"---\n{head}\n---\nWe ask.\n{body}\n")
    monkeypatch.setenv("ASSISTANT_PROMPTS", str(folder))
    return folder


def test_a_turn_under_own_prompts_answers_again_until_they_change(run: Run, own_prompts: Path, tmp_path: Path) -> None:
    planned = CliRunner().invoke(root, ["plan", SHOP, "--model", "scripted:faithful", "--json"])
    assert planned.exit_code == 0, planned.output
    case: dict[str, object] = {"id": "shop", "brief": SHOP, "accept": ["product_first"], "expect": {"valid_plan": True}}
    folder = written(tmp_path / "mine", case)
    again = run("run", str(folder), "--model", "replay")
    assert again.exit_code == 0, again.output
    changed = (own_prompts / "brief.md").read_text().replace("We ask.", "We ask you.")
    (own_prompts / "brief.md").write_text(changed)
    stale = run("run", str(folder), "--model", "replay")
    assert stale.exit_code == 5
    assert "prompts of turn" in stale.stdout


def test_a_recording_under_own_prompts_is_stale_once_they_change(
    run: Run, own_prompts: Path, provider: ThreadingHTTPServer, tmp_path: Path
) -> None:
    folder = written(tmp_path / "mine", asks("why", "Why ship first?"))
    file = str(tmp_path / "rec.jsonl")
    recorded = run("run", str(folder), "--model", "openai:fake-1", "--record", file)
    assert recorded.exit_code == 0, recorded.output
    assert run("run", str(folder), "--model", f"replay:{file}").exit_code == 0
    (own_prompts / "brief.md").write_text((own_prompts / "brief.md").read_text().replace("We ask.", "We beg."))
    stale = run("run", str(folder), "--model", f"replay:{file}")
    assert (stale.exit_code, stale.stdout) == (5, "")
    assert "prompts/brief" in stale.stderr


def test_a_plan_in_the_log_is_no_answer_to_a_question_in_the_same_words(run: Run, tmp_path: Path) -> None:
    planned = CliRunner().invoke(root, ["plan", SHOP, "--model", "scripted:faithful", "--json"])
    assert planned.exit_code == 0, planned.output
    case: dict[str, object] = {"id": "shop", "brief": SHOP, "expect": {"valid_plan": True}}
    assert run("run", str(written(tmp_path / "mine", case)), "--model", "replay").exit_code == 0
    asked = run("run", str(written(tmp_path / "mine", {**case, "want": "any"})), "--model", "replay")
    assert asked.exit_code == 5
    assert "no turn on this brief that was asked for an answer" in asked.stdout
