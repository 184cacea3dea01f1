"""Secrets and personal details never reach the log, wherever they stand; ordinary prose comes through untouched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.turn import Call
from assistant.errors import ProviderError
from assistant.models.base import Message, Reply, ToolCall, ToolResult
from assistant.planning import schema
from assistant.usage.log import UsageLog
from assistant.usage.patterns import policy_hash
from assistant.usage.redaction import PSEUDONYM, Redactor
from tests.usage import made

REDACTOR = Redactor(b"k" * 32)
LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xL"

SECRETS = {
    "anthropic_key": "sk-" + "ant-api03-" + LETTERS * 2 + "-AA",
    "openai_key": "sk-" + "proj-" + LETTERS,
    "google_key": "AI" + "za" + LETTERS + "xyz",
    "aws_key": "AK" + "IAIOSFODNN7EXAMPLE",
    "github_token": "gh" + "p_" + LETTERS + "abcd",
    "gitlab_token": "gl" + "pat-" + LETTERS[:20],
    "slack_token": "xo" + "xb-123456789012-" + LETTERS[:24],
    "npm_token": "np" + "m_" + LETTERS + "abcd",
    "pypi_token": "py" + "pi-" + LETTERS + LETTERS,
    "hf_token": "h" + "f_" + LETTERS + "ab",
    "langsmith_key": "ls" + "v2_pt_" + LETTERS + "_0123456789",
    "stripe_key": "sk_" + "live_" + LETTERS[:24],
    "jwt": "ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "private_key": "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nq1w2e3r4\n-----END RSA PRIVATE KEY-----",
    "email": "jane.doe+returns@mail.acme-shop.co.uk",
    "iban": "DE89 3704 0044 0532 0130 00",
    "card": "4111 1111 1111 1111",
    "phone": "+49 170 1234567",
    "ip": "203.0.113.77",
}
WRAPPINGS = {
    "alone": "{}",
    "in prose": "Please use {} for now.",
    "at the end": "It is {}.",
    "in quotes": "'{}'",
    "in double quotes": 'the value is "{}", see there',
    "in code": "run `tool --with {}` first",
    "in brackets": "see ({}) and [{}]",
    "in a table": "| name | {} |",
    "in angle brackets": "Jane <{}> wrote",
    "on its own line": "first\n{}\nlast",
    "in JSON": '{{"note": "{}"}}',
    "in JSON inside JSON": '{{\\"note\\": \\"{}\\"}}',
    "in a Python mapping": "{{'note': '{}'}}",
    "after a colon": "contact:{}",
    "in an address": "https://example.org/find?q={}&page=2",
    "in an error": "ValueError: could not use {!r} here",
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("label", SECRETS)
def test_each_kind_is_replaced_in_each_place(label: str, wrapping: str) -> None:
    secret = SECRETS[label]
    clean = REDACTOR.text(WRAPPINGS[wrapping].format(secret, secret))
    assert secret not in clean
    assert repr(secret)[1:-1] not in clean
    assert f"«{label}:" in clean


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("postgres://app:hunter2pass@db.internal/orders", "hunter2pass", "db.internal/orders"),
        ("https://bot:p@ss/word@example.org", "p@ss", "https://"),
        ("Authorization: Bearer abc123def456", "abc123def456", "Authorization: Bearer "),
        ("{'authorization': 'Basic dXNlcjpwYXNz'}", "dXNlcjpwYXNz", "authorization"),
        ("curl -H 'authorization: bearer q1w2e3r4t5'", "q1w2e3r4t5", "curl"),
        ("sent with Bearer aZ09aZ09aZ09aZ09aZ09", "aZ09aZ09", "sent with"),
        ("DB_PASSWORD=correcthorse", "correcthorse", "DB_PASSWORD="),
        ('export SESSION_SECRET="battery staple"', "battery", "SESSION_SECRET"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI", "AWS_SECRET_ACCESS_KEY="),
        ('{"password": "hunter2"}', "hunter2", "password"),
        ('{\\"api_key\\": \\"q1w2e3r4\\"}', "q1w2e3r4", "api_key"),
        ("accessToken: 'tok-without-digits'", "tok-without", "accessToken"),
        ("password: hunter22", "hunter22", "password"),
        ("x-api-key: 0a1b2c3d4e", "0a1b2c3d4e", "x-api-key"),
        ("GET /v1?token=0a1b2c3d4e&page=2", "0a1b2c3d4e", "&page=2"),
        ("mailto:jane%40acme.com", "jane%40acme.com", "mailto:"),
        ("call (555) 123-4567 today", "123-4567", "today"),
        ("call 030 1234567 today", "1234567", "today"),
        ("IBAN GB82WEST12345698765432 AND more", "GB82WEST", " AND more"),
        ("paid by 3714 496353 98431, thanks", "98431", "thanks"),
        ("from 2001:db8:85a3::8a2e:370:7334 today", "8a2e", "today"),
        ("a cut key -----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg", "MIIEvQIBADANBg", "a cut key"),
    ],
)
def test_the_secret_part_goes_and_the_rest_stays(text: str, gone: str, kept: str) -> None:
    clean = REDACTOR.text(text)
    assert gone not in clean
    assert kept in clean
    assert PSEUDONYM.search(clean)


@pytest.mark.parametrize(
    "text",
    [
        "Two engineers, eight weeks, $4,000 a month, 952,000 calls; break-even at 1,250,000.",
        "From 2026-11-23 to 2027-01-06, 12:30:45, 23.11.2026, version 1.2.3 and v1.2.3.4, brotli>=1.2.0.0",
        "id 0192f3a4-1234-7123-8123-123456789012, sha256 " + "9f86d081884c7d659a2feaa0c55ad015" * 2,
        "The token: a unit of text. Secret: none. A password: required. tokens=16000, max_tokens: 4096",
        "Bearer of bad news; the bearer authentication-mechanisms; risk-based-decision-making-for-teams",
        "ANTHROPIC_API_KEY=your-key-here, OPENAI_API_KEY=sk-…, TOKEN=<token>, KEY=$OTHER_VALUE, API_KEY=xxxxxxxx",
        "http://localhost:8080/path, 127.0.0.1, ::1, 0.0.0.0, https://example.org:443/a@b",
        "image@2x.png and @scope/package@1.2.3 and std::vector and a ratio of 4:3:2",
        "4111 1111 1111 1112 fails its checksum; DE88 3704 0044 0532 0130 00 does too; 0.4111111111111111",
        "Grüße aus Köln, «ein Zitat», 3.6 million a night, 5,000–10,000 rows, p = 0.05, +10 pp needs 195 cases",
    ],
)
def test_ordinary_text_comes_through_untouched(text: str) -> None:
    assert REDACTOR.text(text) == text


def test_the_products_own_documents_are_almost_never_hit() -> None:
    root = Path(__file__).resolve().parents[2]
    files = [
        *root.glob("*.md"),
        *(file for name in ("corpus", "docs", "prompts") for file in (root / name).rglob("*.md")),
    ]
    assert files
    texts = [file.read_text(encoding="utf-8") for file in files]
    hits = [PSEUDONYM.findall(REDACTOR.text(text)) for text in texts]
    lines = sum(text.count("\n") for text in texts)
    assert sum(map(len, hits)) <= -(-lines // 5000), [
        (file.name, hit) for file, hit in zip(files, hits, strict=True) if hit
    ]


def test_the_same_detail_has_the_same_pseudonym_and_another_key_another_one() -> None:
    clean = REDACTOR.text("Jane@Acme.com wrote; jane@acme.com answered john@acme.com")
    first, second, third = PSEUDONYM.findall(clean)
    assert first == second != third
    assert Redactor(b"other" * 8).text("jane@acme.com") != REDACTOR.text("jane@acme.com")
    assert REDACTOR.text("DE89370400440532013000") == REDACTOR.text("DE89 3704 0044 0532 0130 00")


def test_a_configured_secret_goes_whatever_it_looks_like() -> None:
    redactor = Redactor(b"k" * 32, secrets=["plain words here", "short"])
    assert redactor.text("it says plain words here, a short one").endswith("», a short one")


def test_values_under_telling_names_go_and_shapes_stay() -> None:
    given_value = {"password": "x", "api_key": "y", "list": [1, 2.5, None, True, "jane@acme.com"], "text": "plain"}
    clean = REDACTOR.value(given_value)
    assert PSEUDONYM.fullmatch(clean["password"])
    assert PSEUDONYM.fullmatch(clean["api_key"])
    assert clean["list"][:4] == [1, 2.5, None, True]
    assert PSEUDONYM.fullmatch(clean["list"][4])
    assert clean["text"] == "plain"
    assert REDACTOR.value({"n": float("nan"), "jane@acme.com": 1}) == {"n": "nan", REDACTOR.text("jane@acme.com"): 1}


PIECES = st.one_of(
    st.sampled_from([*SECRETS.values(), "password=", "TOKEN=", "Authorization: Bearer ", "://u:", "@", "«", "»", ":"]),
    st.text(max_size=12),
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = REDACTOR.text(text)
    assert REDACTOR.text(once) == once
    once.encode("utf-8")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[UsageLog]:
    with UsageLog.open(tmp_path, clock=made.noon) as opened:
        yield opened


def everything_stored(log: UsageLog) -> str:
    """Every value of every table, as one text."""
    with closing(sqlite3.connect(log.store.path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(repr(row) for table in tables for row in db.execute(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("label", SECRETS)
def test_no_part_of_a_turn_carries_a_secret_into_the_file(log: UsageLog, label: str) -> None:
    secret = SECRETS[label]
    said = f"It is {secret} now"
    search = ToolCall("t1", "search_notes", {"query": said, "deep": {"list": [said]}}, raw=f'{{"query": "{said}"}}')
    call = Call(
        messages=(
            Message("user", said),
            Message("assistant", said, (search,)),
            Message("tool", "", (), (ToolResult("t1", said, is_error=True),)),
        ),
        reply=Reply(text=said, calls=(search,)),
        latency_ms=1,
        error=str(ProviderError(f"refused: {said}")),
    )
    turn = made.turn(said)
    turn = replace(turn, system=said, answer=said, calls=(call,), error=f"ValueError({said!r})", notices=(said,))
    log.record("started", turn)
    log.record("finished", turn)
    log.feedback(turn.id, kind="bad", comment=said)
    log.feedback(turn.id, kind="edit", edited_plan=made.plan(said))
    log.feedback(turn.id, kind="edit", edited_plan=f"# My plan\n\n{said}")
    assert log.not_recorded == 0
    plan_json = log.turn().plan_json
    assert plan_json is not None
    assert f"«{label}:" in schema.load(plan_json).brief.text
    stored = everything_stored(log)
    assert f"«{label}:" in stored
    for spelling in (secret, repr(secret)[1:-1], repr(repr(secret))[2:-2]):
        assert spelling not in stored
    raw = b"".join(file.read_bytes() for file in log.home.iterdir() if file.name.startswith("usage.sqlite3"))
    assert secret.encode() not in raw


def test_rows_say_under_which_policy_they_were_redacted(log: UsageLog) -> None:
    log.record("finished", made.turn())
    assert log.turn().redaction_policy == policy_hash()
