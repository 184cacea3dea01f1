"""Invariant: what counts as a secret or a personal detail is this one table; changing it changes the policy hash.

Each pattern marks the part to replace as group `v`. `needs` are fragments one of which must stand in the text before
the expression runs at all; `accept` says how much of a match is real (a checksum, a valid address), 0 for none.
Key shapes: the providers' public documentation and secret-scanning lists, read 2026-11; IBAN: ISO 13616 (mod 97);
cards: ISO/IEC 7812 (Luhn).
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

VERSION = "2"

_LINE = r"(?<=\\[nrt])"
"""A line's beginning inside a quoted text, as exceptions show it: the letter belongs to the escape, not to the word."""


def _after(no: str) -> str:
    return rf"(?:(?<!{no})|{_LINE})"


_START = _after("[A-Za-z0-9]")
_PLACEHOLDER = re.compile(
    r"(?i)^(?:your|my|the|some|x{3,}|example|changeme|placeholder|redacted|none|null)|\.\.\.|…|[<>{}$*]"
)
_IMAGE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp)$")
_NAME = (
    r"(?:password|passwd|passphrase|pwd|secret(?:[_-]?key)?|token|api[_-]?key|access[_-]?key(?:[_-]?id)?"
    r"|private[_-]?key|credentials?)"
)
SECRET_NAME = re.compile(rf"(?:^|[_-]|(?<=[a-z0-9])(?=[A-Z]))(?i:{_NAME}|authorization|cookie)$")
"""A key of a mapping whose string value is a secret whatever it looks like."""


def _whole(value: str) -> int:
    return len(value)


def _no_placeholder(value: str) -> int:
    return 0 if _PLACEHOLDER.search(value) else len(value)


def _mixed(value: str) -> int:
    """Unquoted values count only with a letter and a digit: prose after `token:` has no digit."""
    if not re.search(r"\d", value) or not re.search(r"[A-Za-z]", value):
        return 0
    return _no_placeholder(value)


def _mail(value: str) -> int:
    return 0 if _IMAGE.search(value) else len(value)


def _luhn(value: str) -> int:
    digits = [int(char) for char in value if char.isdigit()]
    total = sum(digit if i % 2 == 0 else sum(divmod(2 * digit, 10)) for i, digit in enumerate(reversed(digits)))
    return len(value) if 13 <= len(digits) <= 19 and total % 10 == 0 and len(set(digits)) > 1 else 0


def _iban(value: str) -> int:
    """The longest beginning, ending where a word ends, that is 15 to 34 long and passes mod 97."""
    for end in (len(value), *(i for i in range(len(value) - 1, 0, -1) if value[i] == " ")):
        compact = value[:end].replace(" ", "")
        if 15 <= len(compact) <= 34:
            number = "".join(str(int(char, 36)) for char in compact[4:] + compact[:4])
            if int(number) % 97 == 1:
                return end
    return 0


def _address(value: str) -> int:
    """A real address that belongs to some machine: loopback and the unspecified address name nobody."""
    try:
        found = ipaddress.ip_address(value)
    except ValueError:
        return 0
    return 0 if found.is_loopback or found.is_unspecified else len(value)


@dataclass(frozen=True)
class Pattern:
    """One kind of thing to replace. `label` is what the pseudonym shows."""

    label: str
    regex: re.Pattern[str]
    needs: tuple[str, ...]
    accept: Callable[[str], int] = _whole


def _pattern(label: str, body: str, *needs: str, accept: Callable[[str], int] = _whole) -> Pattern:
    return Pattern(label, re.compile(body if "(?P<v>" in body else f"{_START}(?P<v>{body})"), needs, accept)


_QUOTE = r"\\{0,2}[\"']"
_BARE = r"[^\s\"'`;,&«»()\[\]|\\]"

PATTERNS: tuple[Pattern, ...] = (
    _pattern(
        "private_key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:(?!-----)[\s\S]){0,20000}"
        r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----)?",
        "PRIVATE KEY-----",
    ),
    _pattern("anthropic_key", r"sk-ant-[A-Za-z0-9_-]{8,}", "sk-ant-"),
    _pattern("openai_key", r"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{12,}|sk-[A-Za-z0-9_-]{20,}", "sk-"),
    _pattern(
        "google_key",
        r"AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}",
        "AIza",
        "ya29.",
        "GOCSPX-",
    ),
    _pattern("aws_key", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])", "AKIA", "ASIA", "ABIA", "ACCA"),
    _pattern(
        "github_token",
        r"gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,}",
        *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    ),
    _pattern("gitlab_token", r"gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{16,}(?:\.[\w-]+)*", "gl"),
    _pattern(
        "slack_token",
        r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}",
        "xox",
        "xapp-",
        "hooks.slack.com",
    ),
    _pattern("npm_token", r"npm_[A-Za-z0-9]{30,}", "npm_"),
    _pattern("pypi_token", r"pypi-[A-Za-z0-9_-]{30,}", "pypi-"),
    _pattern("hf_token", r"hf_[A-Za-z0-9]{25,}", "hf_"),
    _pattern("langsmith_key", r"lsv2_(?:pt|sk)_[A-Za-z0-9_]{20,}|ls__[A-Za-z0-9]{20,}", "lsv2_", "ls__"),
    _pattern(
        "stripe_key",
        r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}",
        "_live_",
        "_test_",
        "whsec_",
    ),
    _pattern("jwt", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}", "eyJ"),
    _pattern(
        "url_credentials",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<v>[^\s/@:«»\"'<>]{0,128}:[^\s/«»\"'<>]{1,256})@",
        "://",
        accept=_no_placeholder,
    ),
    _pattern(
        "bearer",
        rf"(?i)(?<![a-z])authorization{_QUOTE}?\s{{0,3}}[:=]\s{{0,3}}(?:{_QUOTE})?(?:bearer|basic|token)\s{{1,3}}"
        r"(?P<v>[\w.~+/=:-]{6,})",
        "uthorization",
        "UTHORIZATION",
    ),
    _pattern("bearer", r"(?i)(?<![a-z])bearer\s{1,3}(?P<v>[\w.~+/=-]{16,})", "earer", "EARER", accept=_mixed),
    _pattern(
        "secret",
        rf"{_after('[A-Za-z0-9_]')}[A-Z0-9_]{{0,60}}(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|_KEY|APIKEY|CREDENTIALS)"
        rf"(?:_[A-Z0-9_]{{1,20}})?=(?:{_QUOTE})?(?P<v>{_BARE}{{6,}})",
        "=",
        accept=_no_placeholder,
    ),
    _pattern(
        "secret",
        rf"(?i){_NAME}(?:{_QUOTE})?\s{{0,3}}[:=]\s{{0,3}}{_QUOTE}"
        r"(?P<v>[^\s\"'«»\\]{4,})",
        ":",
        "=",
        accept=_no_placeholder,
    ),
    _pattern(
        "secret",
        rf"(?i){_NAME}\s{{0,3}}[:=]\s{{0,3}}(?P<v>{_BARE}{{6,}}+)(?!»)",
        ":",
        "=",
        accept=_mixed,
    ),
    _pattern(
        "email",
        r"(?P<v>(?!(?<=\\)[nrt])[^\W_][\w.%+-]{0,63}(?:@|%40)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24})(?!\w)",
        "@",
        "%40",
        accept=_mail,
    ),
    _pattern("iban", r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])", accept=_iban),
    _pattern(
        "card",
        _after(r"[\w.+-]")
        + r"(?P<v>3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7})(?![\w-])(?!\.\d)",
        accept=_luhn,
    ),
    _pattern("phone", r"(?<!\+)(?P<v>\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12})(?![\w])", "+"),
    _pattern(
        "phone", _after(r"[\w.+-]") + r"(?P<v>(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4})(?![\w-])(?!\.\d)", "-", "."
    ),
    _pattern(
        "phone", _after(r"[\w.,+-]") + r"(?P<v>\(?0[1-9]\d{1,3}\)?[ /-]\d{3,4}[ -]?\d{3,5})(?![\w-])(?![.,]\d)", "0"
    ),
    _pattern(
        "ip", _after(r"[\w.-]") + r"(?<![=<>~!]=)(?P<v>(?:\d{1,3}\.){3}\d{1,3})(?![\w-])(?!\.\d)", ".", accept=_address
    ),
    _pattern(
        "ip",
        _after(r"[\w:.]") + r"(?P<v>(?=[0-9A-Fa-f:]{0,39}\d)(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:])",
        "::",
        ":",
        accept=_address,
    ),
)


def policy_hash(detectors: Iterable[str] = ()) -> str:
    """sha256 over version, labels, expressions and detectors: rows say under which policy they were redacted."""
    lines = [
        VERSION,
        SECRET_NAME.pattern,
        *detectors,
        *(f"{pattern.label} {pattern.regex.pattern}" for pattern in PATTERNS),
    ]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
