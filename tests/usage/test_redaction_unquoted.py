"""Passwords as people type them go to their last sign, and what only looks like a secret or a number stays."""

from __future__ import annotations

import pytest

from assistant.usage.integrity import canonical
from assistant.usage.redaction import Redactor
from assistant.usage.screening import may_hold

REDACTOR = Redactor(b"k" * 32)
HEX = "0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("the database password is Wind&Wetter2024", ["Wind", "Wetter2024"]),
        ("password: Tr0ub4dor&3xyz", ["Tr0ub4dor", "3xyz"]),
        ("password: Wind&Wetter", ["Wetter"]),
        ("passwords: Tr0ub4dorQ1, Secr3tword2", ["Tr0ub4dorQ1", "Secr3tword2"]),
        ("our passwords are Tr0ub4dorQ1 and Secr3tword2", ["Tr0ub4dorQ1", "Secr3tword2"]),
        ("Passwörter: Tr0ub4dorQ1 und Secr3tword2", ["Tr0ub4dorQ1", "Secr3tword2"]),
        ("Server=db;User Id=sa;Password=P@ss,w0rd99;Encrypt=true", ["P@ss", "w0rd99"]),
        ("password: Ab1!,xY2z", ["Ab1", "xY2z"]),
        ("password: Ab(1)xY2zqq", ["Ab(1", "xY2zqq"]),
        ("my password is Tr0u;b4dor33xyz", ["Tr0u", "b4dor33xyz"]),
        ('password is "Tr0u&b4dor 33xyz"', ["Tr0u", "33xyz"]),
        ("password: `Tr0u&b4dor3`", ["Tr0u", "b4dor3"]),
        ("password is `Tr0u&b4dor3`", ["Tr0u", "b4dor3"]),
        ("**Password:** Tr0u&b4dor3", ["Tr0u", "b4dor3"]),
        ("token: `Tr0ub4dor33xyz`", ["Tr0ub4dor33xyz"]),
        ("password: [s3cr3tpa55w0rd", ["s3cr3tpa55w0rd"]),
        ("pw: Sommer2024!", ["Sommer2024"]),
        ("password => 's3cr3tpw1'", ["s3cr3tpw1"]),
        ('password := "s3cr3tpw1"', ["s3cr3tpw1"]),
        ("<password>s3cr3tpw1</password>", ["s3cr3tpw1"]),
        ("machine db login joe password s3cr3tpw", ["s3cr3tpw"]),
        ("machine db\n  login joe\n  password s3cr3tpw", ["s3cr3tpw"]),
        ("docker login -u joe -p s3cr3tPW99", ["s3cr3tPW99"]),
        ("password: s3cr3t|pa55w0rd", ["s3cr3t", "pa55w0rd"]),
        ("password is Tr0ub4dor(3)xyz", ["Tr0ub4dor", "xyz"]),
        ("the password is correct-horse12", ["correct-horse12"]),
        ("use dckr_pat_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7", ["aB3dE6gH"]),
        ("use hvs." + "CAESIJ3dE6gH9jK2mN5pQ8sT1vW4", ["CAESIJ"]),
        ("use shpat" + "_" + HEX * 2, [HEX]),
        (f"https://b.example/a?X-Amz-Date=1&X-Amz-Signature={HEX * 4}", [HEX]),
        ("azure abC8Q~" + "dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xLaB3dE", ["dE6gH9jK2"]),
    ],
)
def test_a_password_goes_to_its_last_sign(text: str, gone: list[str]) -> None:
    for said in (text, f"so:\n{text}", f"{text}.\n\nthanks", f"{text}, please"):
        shapes = {"a": [said], "b": repr(said), "c": canonical(said)}
        clean = REDACTOR.text(said)
        assert may_hold(canonical(said))
        for part in gone:
            assert part not in clean
            assert part not in canonical(REDACTOR.value(shapes))
        assert REDACTOR.text(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3.4 of the tool, Release 10.0.0.1, build 4.3.2.1",
        "it read 415 555 1234 rows",
        "the range 100-200-3000 of it",
        "sk-learn-style-long-name-with-hyphens-and-more",
        "a token is short-lived15",
        "passwords: at least eight signs, and no word",
        "the passwords are kept as hashes, never in clear",
        "password=hash_of(form.name1)",
        'the password is "kept well"',
        "login and password protected",
        "docker run -p 127.0.0.1:80:8080 image",
        "<password>changeme</password>, <token></token>",
        "password: required; at the door (see below)",
        "password: `required`",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert REDACTOR.text(text) == text
