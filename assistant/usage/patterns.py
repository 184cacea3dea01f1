"""Invariant: what counts as a secret or a personal detail is this one table; changing it changes the policy hash.

Each pattern marks the part to replace as group `v`. `needs` are fragments one of which must stand in the text before
the expression runs at all; `accept` says how much of a match is real (see `acceptance`), 0 for none. No expression goes
back and forth: what repeats is bounded, possessive, or ends where the next part begins.
Key shapes: the providers' public documentation and secret-scanning lists, read 2026-11.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.usage import acceptance

VERSION = "3"

_LINE = r"(?<=\\[nrt])"
"""A line's beginning inside a quoted text, as exceptions show it: the letter belongs to the escape, not to the word."""


def _after(no: str) -> str:
    return rf"(?:(?<!{no})|{_LINE})"


_START = _after("[A-Za-z0-9]")
_KEY = r"(?:api|access|account|private|secret|subscription|shared|signing|encryption|master)[_-]?key"
_NAME = rf"(?:pass(?:word|wort|wd|phrase)|kennwort|pwd|secret|token|{_KEY}(?:[_-]?id)?|credentials?)"
_WORD_NAME = r"(?:pass(?:word|wort|wd|phrase)|kennwort)"
SECRET_NAME = re.compile(rf"(?:^|[_-]|(?<=[a-z0-9])(?=[A-Z]))(?i:(?:{_NAME}|authorization|cookie)s?)$")
"""A key of a mapping below which every text is a secret whatever it looks like."""


@dataclass(frozen=True)
class Pattern:
    """One kind of thing to replace. `label` is what the pseudonym shows."""

    label: str
    regex: re.Pattern[str]
    needs: tuple[str, ...]
    accept: Callable[[str], int] = acceptance.whole


def _pattern(label: str, body: str, *needs: str, accept: Callable[[str], int] = acceptance.whole) -> Pattern:
    return Pattern(label, re.compile(body if "(?P<v>" in body else f"{_START}(?P<v>{body})"), needs, accept)


_QUOTE = r"\\{0,3}[\"']"
_BARE = r"[^\s\"'`;,&«»()\[\]|\\]"
_WORD = r"[^\s\"'`«»\\]"
_IS = r"\s{0,3}[:=]\s{0,3}"
_QUOTED = r"(?:(?!(?P=q))(?:\\[^\n«»]|[^\\\n«»])){3,200}+(?=(?P=q))"
"""From an opening quote named `q` to the quote that closes it."""
_AWS_ID = r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"
_AWS = ("AKIA", "ASIA", "ABIA", "ACCA")
_AWS_SECRET = rf"{_after('[A-Za-z0-9/+=]')}(?P<v>[A-Za-z0-9/+]{{40}})(?![A-Za-z0-9/+=])"

PATTERNS: tuple[Pattern, ...] = (
    _pattern(
        "private_key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*+(?:-(?!----)[^-]*+)*+"
        r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?",
        "PRIVATE KEY",
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
    _pattern("aws_key", rf"{_START}{_AWS_ID}[\s\S]{{0,200}}?{_AWS_SECRET}", *_AWS, accept=acceptance.two_cases),
    _pattern("aws_key", rf"{_AWS_SECRET}(?=[\s\S]{{0,200}}?{_AWS_ID})", *_AWS, accept=acceptance.two_cases),
    _pattern("aws_key", _AWS_ID, *_AWS),
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
    _pattern("sendgrid_key", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}", "SG."),
    _pattern("digitalocean_token", r"do[opr]_v1_[a-f0-9]{32,}", "_v1_"),
    _pattern("telegram_token", r"(?<![\d.])(?P<v>\d{8,12}:[A-Za-z0-9_-]{34,})", ":"),
    _pattern(
        "model_key",
        r"(?:gsk_|xai-|r8_|pplx-|tgp_v1_|fw_)[A-Za-z0-9_-]{20,}",
        *("gsk_", "xai-", "r8_", "pplx-", "tgp_v1_", "fw_"),
    ),
    _pattern("jwt", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}", "eyJ"),
    _pattern(
        "url_credentials",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<v>[^\s/@:«»\"'<>]{0,128}:(?!\d{2,5}/)[^\s«»\"']{1,256})@",
        "://",
        accept=acceptance.login,
    ),
    _pattern(
        "bearer",
        rf"(?i)(?<![a-z])authorization{_QUOTE}?\s{{0,3}}[:=]\s{{0,3}}(?:{_QUOTE})?(?:bearer|basic|token)\s{{1,3}}"
        r"(?P<v>[\w.~+/=:-]{6,})",
        "uthorization",
        "UTHORIZATION",
    ),
    _pattern("bearer", r"(?i)(?<![a-z])bearer\s{1,3}(?P<v>[\w.~+/=-]{16,})", "earer", "EARER", accept=acceptance.mixed),
    _pattern(
        "cookie",
        rf"(?i){_after('[a-z]')}cookie(?:{_QUOTE})?\s{{0,3}}:\s{{0,3}}(?:{_QUOTE})?"
        r"(?P<v>[\w.%-]{1,64}=[^\s\"'«»;,\\]*+(?:; {0,2}[\w.%-]{1,64}(?:=[^\s\"'«»;,\\]*+)?)*+)",
        "ookie",
        "OOKIE",
        accept=acceptance.cookie,
    ),
    _pattern(
        "login",
        rf"{_START}curl(?:[^\n\\]|\\[\s\S]){{0,300}}?\s(?:-u|--user|--proxy-user)[ =]{{0,2}}(?:{_QUOTE})?"
        r"(?P<v>[^\s:\"'«»\\]{1,64}:[^\s\"'«»\\]{3,256})",
        "curl",
        accept=acceptance.login,
    ),
    _pattern(
        "login",
        rf"{_START}(?:mysql|mariadb)[a-z]{{0,8}}[ ][^\n]{{0,200}}?(?<= )-p(?:{_QUOTE})?(?P<v>{_WORD}{{5,128}})",
        "mysql",
        "mariadb",
        accept=acceptance.mixed,
    ),
    _pattern(
        "secret",
        rf"{_after('[A-Za-z0-9_]')}[A-Z0-9_]{{0,60}}"
        r"(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSWORT|PASSPHRASE|(?<![A-Z0-9])PASS|PWD|_KEY|APIKEY|CREDENTIALS)"
        rf"(?:_[A-Z0-9_]{{1,20}})?=(?P<q>{_QUOTE})?(?P<v>(?(q)(?:{_QUOTED}|{_WORD}{{4,}}+)|{_WORD}{{3,}}+))",
        "=",
        accept=acceptance.assigned,
    ),
    _pattern(
        "secret",
        rf"(?i){_NAME}(?:{_QUOTE})?{_IS}(?P<q>{_QUOTE})(?P<v>{_QUOTED}|[^\s\"'«»\\]{{4,}}+)",
        ":",
        "=",
        accept=acceptance.no_placeholder,
    ),
    _pattern(
        "secret",
        rf"(?i){_NAME}s?(?:{_QUOTE})?{_IS}(?P<v>[\[{{][^\[\]{{}}«»]{{1,400}}[\]}}])",
        ":",
        "=",
        accept=acceptance.nested,
    ),
    _pattern("secret", rf"(?i){_NAME}{_IS}(?P<v>{_BARE}{{5,}}+)(?!»)", ":", "=", accept=acceptance.mixed),
    _pattern(
        "secret",
        rf"(?i){_WORD_NAME}{_IS}(?P<v>{_BARE}{{8,}}+)(?=$|[\n\"'`]|\\[nr\"'])",
        ":",
        "=",
        accept=acceptance.no_placeholder,
    ),
    _pattern(
        "secret",
        rf"(?i){_NAME}\s{{1,3}}(?:is|was|ist|war|lautet)\s{{1,3}}(?:{_QUOTE})?(?P<v>{_BARE}{{5,}}+)(?!»)",
        *(" is", " was", " ist", " war", " lautet"),
        accept=acceptance.stated,
    ),
    _pattern(
        "email",
        r"(?P<v>(?!(?<=\\)[nrt])[^\W_][\w.%+-]{0,63}(?:@|%40)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24})(?!\w)",
        "@",
        "%40",
        accept=acceptance.mail,
    ),
    _pattern(
        "iban",
        r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
        accept=acceptance.iban,
    ),
    _pattern(
        "iban",
        _after("[A-Za-z0-9_+]") + r"(?P<v>[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?)(?![A-Za-z0-9])",
        accept=acceptance.iban,
    ),
    _pattern(
        "card",
        _after(r"[\w.+-]")
        + r"(?P<v>3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7})(?![\w-])(?!\.\d)",
        accept=acceptance.luhn,
    ),
    _pattern("phone", r"(?<!\+)(?P<v>\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12})(?![\w])", "+"),
    _pattern(
        "phone",
        _after(r"[\w.+-]") + r"(?P<v>00[1-9]\d{0,2}+[ ./-]?(?:\(0\) ?)?[1-9](?:[ ./-]?\d){6,12})(?!\w)(?!\.\d)",
        "00",
    ),
    _pattern("phone", _after(r"[\w.,+-]") + r"(?P<v>[2-9]\d{2} [2-9]\d{2} \d{4})(?![\w-])(?![.,]\d)", " "),
    _pattern(
        "phone", _after(r"[\w.,+-]") + r"(?P<v>1[ .-][2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4})(?![\w-])(?![.,]\d)", "1"
    ),
    _pattern("phone", _after(r"[\w.,+-]") + r"(?P<v>0[1-9](?:[ .-]\d{2}){4})(?![\w-])(?![.,]\d)", "0"),
    _pattern(
        "phone", _after(r"[\w.+-]") + r"(?P<v>(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4})(?![\w-])(?!\.\d)", "-", "."
    ),
    _pattern(
        "phone", _after(r"[\w.,+-]") + r"(?P<v>\(?0[1-9]\d{1,3}\)?[ /-]\d{3,4}[ -]?\d{3,5})(?![\w-])(?![.,]\d)", "0"
    ),
    _pattern(
        "ip",
        _after(r"[\w.-]") + r"(?<![=<>~!]=)(?P<v>(?:\d{1,3}\.){3}\d{1,3})(?![\w-])(?!\.\d)",
        ".",
        accept=acceptance.address,
    ),
    _pattern(
        "ip",
        _after(r"[\w:.]") + r"(?P<v>(?=[0-9A-Fa-f:]{0,39}\d)(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:])",
        "::",
        ":",
        accept=acceptance.address,
    ),
)


def policy_hash(detectors: Iterable[str] = ()) -> str:
    """sha256 over version, labels, expressions and detectors: rows say under which policy they were redacted."""
    lines = [
        VERSION,
        SECRET_NAME.pattern,
        acceptance.PLACEHOLDER.pattern,
        *detectors,
        *(f"{pattern.label} {pattern.regex.pattern}" for pattern in PATTERNS),
    ]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
