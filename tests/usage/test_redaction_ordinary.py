"""Secrets as people have them, with symbols and in everyday phrases, are replaced; what is a placeholder stays."""

from __future__ import annotations

import random
import string

import pytest

from assistant.usage.integrity import canonical
from assistant.usage.redaction import PSEUDONYM, Redactor
from assistant.usage.screening import may_hold

REDACTOR = Redactor(b"k" * 32)
LETTERS = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xL"
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzKEYa1"
AZURE_KEY = "Zm9vYmFy" * 10 + "Zm9vYg=="
PASSWORDS = [
    "Tr0ub4dor$3xyz",
    "pa$$w0rd1",
    "mySecretValue12345",
    "some9Thing88",
    "theQuickBr0wn",
    "yourDog5Name",
    "exampleCorp2026!",
    "none0fThese",
    "nullPointer7",
    "a<b>c{d}e7",
    "wait...42x",
    "Tr0ub4dor*3xyz",
]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize(
    "around",
    [
        "DB_PASSWORD={}",
        "first\nDB_PASSWORD={}\nlast",
        "export SESSION_SECRET='{}'",
        'password: "{}"',
        "password: {}",
        "db_password={}",
        "my password is {}",
        "mongodb://user:{}@db/app",
        "mysql://exampleuser:{}@db",
        "postgres://myapp:{}@db.example.org/app",
        '{{"password": "{}"}}',
        "curl -u admin:{} https://x.example",
    ],
)
def test_a_password_goes_whatever_it_begins_with_or_holds(around: str, password: str) -> None:
    text = around.format(password)
    assert password not in REDACTOR.text(text)
    assert password not in canonical(REDACTOR.value({"said": [text], "shown": repr(text)}))


SYMBOLS = string.ascii_letters + string.digits + "!@#$%^*-_"


@pytest.mark.parametrize(
    ("around", "symbols"),
    [
        ("DB_PASSWORD={}", SYMBOLS + "&;,()[]|+?~{}<>"),
        ("DB_PASSWORD='{}'", SYMBOLS + " &;,()[]|"),
        ("postgres://app:{}@db/app", SYMBOLS + "&;,()[]|+?~{}<>/:"),
    ],
)
def test_of_a_thousand_random_passwords_none_stays(around: str, symbols: str) -> None:
    dice = random.Random(around)
    passwords = ["".join(dice.choices(symbols, k=20)) for _ in range(1000)]
    assert [password for password in passwords if password in REDACTOR.text(around.format(password))] == []


@pytest.mark.parametrize(
    "placeholder",
    [
        "${DB_PASSWORD}",
        "$DB_PASSWORD",
        "$password",
        "%DB_PASSWORD%",
        "<your-key>",
        "<password>",
        "{{secret}}",
        "{password}",
        "${{secrets.KEY_1}}",
        "****",
        "xxxxxxxx",
        "...",
        "…",
        "sk-...",
        "sk-ant-…",
        "your_password_here",
        "your-key",
        "YOUR_API_KEY",
        "my-secret",
        "example",
        "changeme",
        "change-me",
        "placeholder",
        "redacted",
        "none",
        "null",
    ],
)
@pytest.mark.parametrize("around", ["DB_PASSWORD={}", "password: '{}'", "mysql://user:{}@db/app", "api_key={}"])
def test_what_is_wholly_a_placeholder_stays(around: str, placeholder: str) -> None:
    text = around.format(placeholder)
    assert REDACTOR.text(text) == text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("password: correcthorsebattery", "correcthorsebattery"),
        ("Passwort: geheim123", "geheim123"),
        ("my password is hunter2hunter2", "hunter2hunter2"),
        ('the password is "hunter2-99", tell nobody', "hunter2-99"),
        ('password="hunter2 is it"', "is it"),
        ("DB_PASSWORD=abc12", "abc12"),
        ('DB_PASSWORD="correct horse battery staple"', "battery"),
        ("DB_PASS=hunter2", "hunter2"),
        ("token=abcdefghijklmnopqrst", "abcdefghijklmnopqrst"),
        (f"AccountName=x;AccountKey={AZURE_KEY};EndpointSuffix=core.windows.net", AZURE_KEY),
        (f"AKIAIOSFODNN7EXAMPLE {AWS_SECRET}", AWS_SECRET),
        (f"id AKIAIOSFODNN7EXAMPLE\nsecret\n{AWS_SECRET}\n", AWS_SECRET),
        (f"{AWS_SECRET} with ASIAIOSFODNN7EXAMPLE", AWS_SECRET),
        (f"use SG.{LETTERS[:22]}.{LETTERS}abc", LETTERS),
        ("dop" + "_v1_" + "0123456789abcdef" * 4, "0123456789abcdef"),
        ("123456789:AA" + LETTERS + "x", LETTERS),
        ("https://api.telegram.org/bot123456789:AA" + LETTERS + "x/getMe", LETTERS),
        ("gsk" + "_" + LETTERS, LETTERS),
        ("xai" + "-" + LETTERS, LETTERS),
        ("r8" + "_" + LETTERS, LETTERS),
        ("pplx" + "-" + LETTERS, LETTERS),
        ("Ocp-Apim-Subscription-Key: 0123456789abcdef0123456789abcdef", "0123456789abcdef"),
        ("Cookie: session=abcdef0123456789; id=1", "abcdef0123456789"),
        ("curl -H 'Cookie: theme=dark; session=abcdef0123456789' https://x.example", "abcdef0123456789"),
        ("Set-Cookie: sid=q1w2e3r4t5; Path=/; HttpOnly", "q1w2e3r4t5"),
        ("curl -s --user 'admin:hunter2hunter2' https://x.example", "hunter2hunter2"),
        ("curl \\\n  -u admin:hunter2hunter2 \\\n  https://x.example", "hunter2hunter2"),
        ("mysql -uroot -phunter2hunter2 shop", "hunter2hunter2"),
        ("sshpass -p hunter2hunter2 ssh me@host", "hunter2hunter2"),
        ("redis-cli -h db -a hunter2hunter2 ping", "hunter2hunter2"),
        ("tool --db-password hunter2hunter2 --quiet", "hunter2hunter2"),
        ("the API key is q1w2e3r4t5", "q1w2e3r4t5"),
        ("my password is correct$horse", "correct$horse"),
        ("Server=db;User Id=sa;Password=correct$horse;Encrypt=true", "correct$horse"),
        ("call 415 555 2671 today", "2671"),
        ("call 1-415-555-2671 today", "2671"),
        ("call 0049 170 1234567 today", "1234567"),
        ("appelez 06 12 34 56 78", "34 56"),
        ("to de89370400440532013000 please", "0532"),
        ("to de89 3704 0044 0532 0130 00 please", "0532"),
        ("to DE89-3704-0044-0532-0130-00 please", "0532"),
        ('{"api_key": {"v": "q1w2e3r4t5"}}', "q1w2e3r4t5"),
        ('{"passwords": ["first1one", "second2one"]}', "second2one"),
    ],
)
def test_everyday_ways_to_write_a_secret_are_known(text: str, gone: str) -> None:
    for said in (text, f"so:\n{text}", f"{text}\n\nthanks"):
        assert gone not in REDACTOR.text(said)
        assert gone not in canonical(REDACTOR.value({"a": [said], "b": repr(said), "c": canonical(said)}))
        assert REDACTOR.text(REDACTOR.text(said)) == REDACTOR.text(said)


def test_a_private_key_goes_whole_whatever_its_kind_and_length() -> None:
    armour = "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----"
    assert PSEUDONYM.fullmatch(REDACTOR.text(armour))
    lines = "\n".join(LETTERS * 2 for _ in range(2_000))
    long = f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----"
    assert PSEUDONYM.fullmatch(REDACTOR.text(long))
    assert LETTERS not in REDACTOR.text(f"cut: -----BEGIN PRIVATE KEY-----\n{lines}")


@pytest.mark.parametrize(
    "value",
    [
        {"api_key": {"v": "plain words"}},
        {"passwords": ["plain words", "other"]},
        {"deep": [{"credentials": {"user": {"name": "plain words"}}}]},
        {"secretKeys": [["plain words"]]},
    ],
)
def test_everything_below_a_telling_name_goes(value: object) -> None:
    assert may_hold(canonical(value))
    clean = canonical(REDACTOR.value(value))
    assert "plain words" not in clean
    assert "other" not in clean
    assert canonical(REDACTOR.value(REDACTOR.value(value))) == clean


def test_numbers_below_a_telling_name_stay() -> None:
    assert REDACTOR.value({"tokens": {"input": 3, "parts": [1, None]}}) == {"tokens": {"input": 3, "parts": [1, None]}}


@pytest.mark.parametrize(
    "text",
    [
        "The password is required. The token is a unit of text. Our secret is 256-bit, the password is 12-character.",
        "The secret is 3-of-5 shared, the token is OAuth2, the password is sha256-hashed. password: argon2id",
        "Use --password-stdin and --token TOKEN, --api-key <your-key>; private key: RSA-2048",
        "docker run -u 1000:1000 image; curl -u user:password https://x.example; tar -p",
        "A cookie: it says who you are. Cookies: SameSite=Lax",
        'tokens = {"input": 3}, {"token": {"type": "string"}}, {"passwords": []}',
        "the shares are 415 055 2671 and 12 345 678, not 100 000 0000; commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "MAX_TOKEN=4096, BYPASS=true, https://example.org:443/a@b, ab12cd34ef56ab12cd34ef56ab12cd34",
        "password: authentication for every user, api_key: str, secret: bool, token: Token",
    ],
)
def test_prose_and_code_about_secrets_stays(text: str) -> None:
    assert REDACTOR.text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY-----" * 4_000,
        "password is " * 20_000,
        "password: 'a " * 20_000,
        "curl -x " * 10_000,
        "AKIAIOSFODNN7EXAMPLE " * 10_000,
        "your-" * 40_000,
        "DB_PASSWORD=" + "your-" * 40_000 + "7",
        "https://a:" + "b/" * 60_000,
        "Cookie: a=b;" + "a=b;" * 30_000,
        '{"passwords": [' * 10_000,
        "A_" * 60_000 + "KEY",
        "de89 " * 30_000,
    ],
)
def test_a_hostile_text_is_redacted_at_once(text: str) -> None:
    """Nothing is timed: an expression that goes back and forth would not come to an end here."""
    assert "jane@acme.com" not in REDACTOR.text(f"{text}\njane@acme.com\n{text}")
