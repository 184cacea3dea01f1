"""Invariant: what counts as a secret or a personal detail is PATTERNS; changing it changes the policy hash.

Each pattern marks the part to replace as group `v`. `needs` are fragments one of which must stand in the text before
the expression runs at all; `accept` says how much of a match is real (see `acceptance`), 0 for none. No expression goes
back and forth: what repeats is bounded, possessive, or ends where the next part begins.
Key shapes: the providers' public documentation and secret-scanning lists, read 2026-11.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from assistant.usage import acceptance
from assistant.usage.expressions import QUOTE, START, Pattern, after, pattern
from assistant.usage.named_secrets import NAMED, SECRET_NAME

VERSION = "4"

_NO_COUNT = (
    r"(?! (?:rows|lines|tokens|records|users|requests|calls|items|documents|tickets|files|entries|questions|pages|words"
    r"|cases|bytes|units|orders|customers|times)\b)"
)
"""What is counted behind a number that is grouped like one of a telephone."""
_AWS_ID = r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])"
_AWS = ("AKIA", "ASIA", "ABIA", "ACCA")
_AWS_SECRET = rf"{after('[A-Za-z0-9/+=]')}(?P<v>[A-Za-z0-9/+]{{40}})(?![A-Za-z0-9/+=])"

PATTERNS: tuple[Pattern, ...] = (
    pattern(
        "private_key",
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*+(?:-(?!----)[^-]*+)*+"
        r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?",
        "PRIVATE KEY",
    ),
    pattern("anthropic_key", r"sk-ant-[A-Za-z0-9_-]{8,}", "sk-ant-"),
    pattern("openai_key", r"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{12,}", "sk-"),
    pattern("openai_key", r"sk-[A-Za-z0-9_-]{20,}", "sk-", accept=acceptance.mixed),
    pattern(
        "google_key",
        r"AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}",
        "AIza",
        "ya29.",
        "GOCSPX-",
    ),
    pattern("aws_key", rf"{START}{_AWS_ID}[\s\S]{{0,200}}?{_AWS_SECRET}", *_AWS, accept=acceptance.two_cases),
    pattern("aws_key", rf"{_AWS_SECRET}(?=[\s\S]{{0,200}}?{_AWS_ID})", *_AWS, accept=acceptance.two_cases),
    pattern("aws_key", _AWS_ID, *_AWS),
    pattern(
        "github_token",
        r"gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,}",
        *("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    ),
    pattern("gitlab_token", r"gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{16,}(?:\.[\w-]+)*", "gl"),
    pattern(
        "slack_token",
        r"xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|https://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}",
        "xox",
        "xapp-",
        "hooks.slack.com",
    ),
    pattern("npm_token", r"npm_[A-Za-z0-9]{30,}", "npm_"),
    pattern("pypi_token", r"pypi-[A-Za-z0-9_-]{30,}", "pypi-"),
    pattern("hf_token", r"hf_[A-Za-z0-9]{25,}", "hf_"),
    pattern("langsmith_key", r"lsv2_(?:pt|sk)_[A-Za-z0-9_]{20,}|ls__[A-Za-z0-9]{20,}", "lsv2_", "ls__"),
    pattern(
        "stripe_key",
        r"(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}",
        "_live_",
        "_test_",
        "whsec_",
    ),
    pattern("sendgrid_key", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}", "SG."),
    pattern("digitalocean_token", r"do[opr]_v1_[a-f0-9]{32,}", "_v1_"),
    pattern("telegram_token", r"(?<![\d.])(?P<v>\d{8,12}:[A-Za-z0-9_-]{34,})", ":"),
    pattern(
        "model_key",
        r"(?:gsk_|xai-|r8_|pplx-|tgp_v1_|fw_)[A-Za-z0-9_-]{20,}",
        *("gsk_", "xai-", "r8_", "pplx-", "tgp_v1_", "fw_"),
    ),
    pattern(
        "service_token",
        r"dckr_pat_[A-Za-z0-9_-]{20,}|hv[sbr]\.[A-Za-z0-9_-]{20,}|shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{24,}",
        *("dckr_pat_", "hvs.", "hvb.", "hvr.", "shpat_", "shpca_", "shppa_", "shpss_"),
    ),
    pattern("service_token", after("[A-Za-z0-9]") + r"(?P<v>[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{30,40})", "Q~"),
    pattern(
        "service_token",
        r"(?:X-Amz-Signature|X-Goog-Signature|[?&]sig)=(?P<v>[A-Za-z0-9%/+]{32,})",
        "Signature=",
        "sig=",
    ),
    pattern("jwt", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}", "eyJ"),
    pattern(
        "url_credentials",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<v>[^\s/@:«»\"'<>]{0,128}:(?!\d{2,5}/)[^\s«»\"']{1,256})@",
        "://",
        accept=acceptance.login,
    ),
    pattern(
        "bearer",
        rf"(?i)(?<![a-z])authorization{QUOTE}?\s{{0,3}}[:=]\s{{0,3}}(?:{QUOTE})?(?:bearer|basic|token)\s{{1,3}}"
        r"(?P<v>[\w.~+/=:-]{6,})",
        "uthorization",
        "UTHORIZATION",
    ),
    pattern("bearer", r"(?i)(?<![a-z])bearer\s{1,3}(?P<v>[\w.~+/=-]{16,})", "earer", "EARER", accept=acceptance.mixed),
    *NAMED,
    pattern(
        "email",
        r"(?P<v>(?!(?<=\\)[nrt])[^\W_][\w.%+-]{0,63}(?:@|%40)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24})(?!\w)",
        "@",
        "%40",
        accept=acceptance.mail,
    ),
    pattern(
        "iban",
        r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])",
        accept=acceptance.iban,
    ),
    pattern(
        "iban",
        after("[A-Za-z0-9_+]") + r"(?P<v>[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?)(?![A-Za-z0-9])",
        accept=acceptance.iban,
    ),
    pattern(
        "card",
        after(r"[\w.+-]")
        + r"(?P<v>3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7})(?![\w-])(?!\.\d)",
        accept=acceptance.luhn,
    ),
    pattern("phone", r"(?<!\+)(?P<v>\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12})(?![\w])", "+"),
    pattern(
        "phone",
        after(r"[\w.+-]") + r"(?P<v>00[1-9]\d{0,2}+[ ./-]?(?:\(0\) ?)?[1-9](?:[ ./-]?\d){6,12})(?!\w)(?!\.\d)",
        "00",
    ),
    pattern("phone", after(r"[\w.,+-]") + r"(?P<v>[2-9]\d{2} [2-9]\d{2} \d{4})(?![\w-])(?![.,]\d)" + _NO_COUNT, " "),
    pattern("phone", after(r"[\w.,+-]") + r"(?P<v>1[ .-][2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4})(?![\w-])(?![.,]\d)", "1"),
    pattern("phone", after(r"[\w.,+-]") + r"(?P<v>0[1-9](?:[ .-]\d{2}){4})(?![\w-])(?![.,]\d)", "0"),
    pattern(
        "phone",
        after(r"[\w.+-]") + r"(?P<v>(?:\(\d{3}\) ?|[2-9]\d{2}[-.])\d{3}[-.]\d{4})(?![\w-])(?!\.\d)",
        "-",
        ".",
    ),
    pattern(
        "phone", after(r"[\w.,+-]") + r"(?P<v>\(?0[1-9]\d{1,3}\)?[ /-]\d{3,4}[ -]?\d{3,5})(?![\w-])(?![.,]\d)", "0"
    ),
    pattern(
        "ip",
        after(r"[\w.-]")
        + r"(?<![=<>~!]=)(?<![Vv]ersion )(?<![Rr]elease )(?<![Bb]uild )(?P<v>(?:\d{1,3}\.){3}\d{1,3})(?![\w-])(?!\.\d)",
        ".",
        accept=acceptance.address,
    ),
    pattern(
        "ip",
        after(r"[\w:.]") + r"(?P<v>(?=[0-9A-Fa-f:]{0,39}\d)(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4})(?![\w:])",
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
