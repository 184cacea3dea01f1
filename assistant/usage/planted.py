"""Invariant: every kind of secret the patterns promise to find can be made up at will; none is real.

For the self-test of `tune enable` and for the trials: 29 kinds, five wrappings, any number of seeds.
"""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable

from assistant.usage.patterns import PATTERNS

KINDS = tuple(dict.fromkeys(pattern.label for pattern in PATTERNS))
WRAPPINGS = {
    "prose": "Please use {} from now on, thanks.",
    "json": '{{"note": "value {} end", "n": 1}}',
    "code": "run `tool --with '{}'` first",
    "table": "| name | {} |",
    "lines": "first line\n{}\nlast line",
}
_ALNUM = string.ascii_letters + string.digits
_SIGNS = "!@#$%^*-_+?~.<>{}"
_BEGINNINGS = ("", "my", "your", "some", "null", "example", "$", "{", "...")
"""Passwords that begin like a placeholder are passwords all the same."""
_SAID = (
    *(("", ""), ("", ""), ("the database password is ", ""), ("password: ", ""), ("pw: ", ""), ("password => '", "'")),
    *(
        ("<password>", "</password>"),
        ("**Password:** ", ""),
        ("password: `", "`"),
        ("machine db login joe password ", ""),
    ),
    *(
        ("docker login -u joe -p ", ""),
        ("Server=db;User Id=sa;Password=", ";Encrypt=true"),
        ("passwords: abcd1234, ", ""),
    ),
)
"""What people write before and behind a password; nothing for an assignment in capitals."""
_IBANS = {"DE": 18, "FR": 23, "NL": 14, "GB": 18, "ES": 20}


def plant(kind: str, dice: random.Random) -> str:
    """A made-up secret of that kind, different for every roll."""
    return _MAKERS[kind](dice)


def _some(dice: random.Random, count: int, letters: str = _ALNUM) -> str:
    return "".join(dice.choices(letters, k=count))


def _mixed(dice: random.Random, count: int) -> str:
    """As `_some`, with a letter and a digit for certain."""
    return _some(dice, count - 2) + dice.choice(string.ascii_letters) + dice.choice(string.digits)


def _password(dice: random.Random, count: int) -> str:
    """As people and their password stores make them: with signs, a letter and a digit, beginning like anything."""
    return f"{dice.choice(_BEGINNINGS)}{_some(dice, count - 4, _ALNUM + _SIGNS)}{_mixed(dice, 4)}"


def _jwt(dice: random.Random) -> str:
    def part(body: str) -> str:
        return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")

    body = f'{{"sub":"{_some(dice, 12)}"}}'
    return ".".join((part('{"alg":"HS256","typ":"JWT"}'), part(body), _some(dice, 43)))


def _pem(dice: random.Random) -> str:
    kind = dice.choice(("RSA ", "EC ", "OPENSSH ", ""))
    lines = "\n".join(_some(dice, 64, _ALNUM + "+/") for _ in range(4))
    name = dice.choice((f"{kind}PRIVATE KEY", "PGP PRIVATE KEY BLOCK"))
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----"


def _url(dice: random.Random) -> str:
    scheme = dice.choice(("postgres", "https", "redis", "mongodb+srv", "amqp"))
    host = dice.choice(("db.example.org", "db"))
    return f"{scheme}://{_some(dice, 6, string.ascii_lowercase)}:{_password(dice, 12)}@{host}/app"


def _assignment(dice: random.Random) -> str:
    before, behind = dice.choice(_SAID)
    if before:
        between = _some(dice, 6, _ALNUM + "&;,()[]|!")
        return f"{before}{_some(dice, 3)}{between}{_mixed(dice, 4)}{behind}"
    name = dice.choice(("DB_PASSWORD", "SESSION_SECRET", "SERVICE_TOKEN", "SIGNING_KEY", "ADMIN_PASSWD"))
    return f"{name}={_password(dice, dice.choice((8, 12, 20)))}"


def _cookie(dice: random.Random) -> str:
    return f"Cookie: theme=dark; {dice.choice(('session', 'sid', 'auth'))}={_mixed(dice, 24)}"


def _login(dice: random.Random) -> str:
    return f"curl {dice.choice(('-u ', '-s --user ', '--user='))}{_some(dice, 5)}:{_password(dice, 12)}"


def _model_key(dice: random.Random) -> str:
    return f"{dice.choice(('gsk_', 'xai-', 'r8_', 'pplx-', 'tgp_v1_', 'fw_'))}{_mixed(dice, 40)}"


def _service_token(dice: random.Random) -> str:
    return dice.choice(
        (
            f"dckr_pat_{_some(dice, 27)}",
            f"hvs.{_some(dice, 24)}",
            f"shpat_{_some(dice, 32, 'abcdef' + string.digits)}",
            f"{_some(dice, 3)}8Q~{_some(dice, 34)}",
            f"X-Amz-Signature={_some(dice, 64, 'abcdef' + string.digits)}",
        )
    )


def _email(dice: random.Random) -> str:
    name = f"{_some(dice, 5, string.ascii_lowercase)}.{_some(dice, 7, string.ascii_lowercase)}"
    return f"{name}@{_some(dice, 6, string.ascii_lowercase)}.{dice.choice(('com', 'co.uk', 'de', 'example'))}"


def _iban(dice: random.Random) -> str:
    country, length = dice.choice(list(_IBANS.items()))
    account = _some(dice, length, string.digits)
    number = int("".join(str(int(char, 36)) for char in f"{account}{country}00"))
    whole = f"{country}{98 - number % 97:02d}{account}"
    grouped = " ".join(whole[start : start + 4] for start in range(0, len(whole), 4))
    return dice.choice((grouped, whole, whole.lower(), grouped.replace(" ", "-")))


def _card(dice: random.Random) -> str:
    body = f"{dice.choice('456')}{_some(dice, 14, string.digits)}"
    doubled = (sum(divmod(2 * int(d), 10)) if place % 2 == 0 else int(d) for place, d in enumerate(reversed(body)))
    whole = f"{body}{-sum(doubled) % 10}"
    between = dice.choice(("", " ", "-"))
    return between.join(whole[start : start + 4] for start in range(0, 16, 4))


def _phone(dice: random.Random) -> str:
    digits = _some(dice, 7, string.digits)
    return dice.choice(
        (
            *(f"+49 170 {digits}", f"0049 170 {digits}", f"+44 20 7{digits[:3]} {digits[3:]}"),
            *(f"(415) {dice.randint(200, 999)}-{digits[:4]}", f"415 {dice.randint(200, 999)} {digits[:4]}"),
        )
    )


def _ip(dice: random.Random) -> str:
    if dice.random() < 0.3:
        return f"2001:db8:{dice.randrange(4096, 65536):x}::{dice.randrange(4096, 65536):x}:{dice.randrange(1, 9)}"
    return f"203.0.{dice.randint(1, 254)}.{dice.randint(1, 254)}"


_MAKERS: dict[str, Callable[[random.Random], str]] = {
    "private_key": _pem,
    "anthropic_key": lambda dice: f"sk-ant-api03-{_some(dice, 90)}-AA",
    "openai_key": lambda dice: f"sk-{dice.choice(('proj-', 'svcacct-', ''))}{_mixed(dice, 44)}",
    "google_key": lambda dice: f"AIza{_some(dice, 35, _ALNUM + '_-')}",
    "aws_key": lambda dice: f"{dice.choice(('AKIA', 'ASIA'))}{_some(dice, 16, string.ascii_uppercase + '234567')}",
    "github_token": lambda dice: f"{dice.choice(('ghp_', 'gho_', 'ghs_', 'github_pat_'))}{_some(dice, 36)}",
    "gitlab_token": lambda dice: f"glpat-{_some(dice, 20)}",
    "slack_token": lambda dice: f"xoxb-{_some(dice, 12, string.digits)}-{_some(dice, 24)}",
    "npm_token": lambda dice: f"npm_{_some(dice, 36)}",
    "pypi_token": lambda dice: f"pypi-{_some(dice, 80)}",
    "hf_token": lambda dice: f"hf_{_some(dice, 34, string.ascii_letters)}",
    "langsmith_key": lambda dice: f"lsv2_pt_{_some(dice, 32, 'abcdef' + string.digits)}_{_some(dice, 10)}",
    "stripe_key": lambda dice: f"{dice.choice(('sk', 'rk'))}_live_{_some(dice, 24)}",
    "service_token": _service_token,
    "jwt": _jwt,
    "sendgrid_key": lambda dice: f"SG.{_some(dice, 22)}.{_some(dice, 43, _ALNUM + '_-')}",
    "digitalocean_token": lambda dice: f"dop_v1_{_some(dice, 64, 'abcdef' + string.digits)}",
    "telegram_token": lambda dice: f"{dice.randrange(10**8, 10**10)}:AA{_some(dice, 33, _ALNUM + '_-')}",
    "model_key": _model_key,
    "cookie": _cookie,
    "login": _login,
    "url_credentials": _url,
    "bearer": lambda dice: f"Authorization: Bearer {_mixed(dice, 32)}",
    "secret": _assignment,
    "email": _email,
    "iban": _iban,
    "card": _card,
    "phone": _phone,
    "ip": _ip,
}


def secret_part(kind: str, planted: str) -> str:
    """What must not be found again: of an assignment, a header or an address, only the part that is secret."""
    for before, behind in _SAID:
        if before and planted.startswith(before):
            return planted.removeprefix(before).removesuffix(behind)
    if kind == "secret":
        return planted.partition("=")[2]
    if kind == "bearer":
        return planted.rpartition(" ")[2]
    if kind == "url_credentials":
        return planted.partition("://")[2].rpartition("@")[0].partition(":")[2]
    if kind in ("cookie", "service_token"):
        return planted.rpartition("=")[2]
    if kind == "login":
        return planted.rpartition(":")[2]
    return planted
