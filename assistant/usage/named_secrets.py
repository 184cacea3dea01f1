"""Invariant: what a name, a header or a command gives away as secret is replaced, whatever it looks like itself.

Only what is wholly a placeholder stays, and, where nothing encloses it, what looks like prose (see `acceptance`).
"""

from __future__ import annotations

import re

from assistant.usage import acceptance
from assistant.usage.expressions import QUOTE, START, Pattern, after, pattern

_KEY = (
    r"(?:(?:api|access|account|secret|subscription)[ _-]?key"
    r"|(?:private|shared|signing|encryption|master)[_-]?key)"
)
_NAME = rf"(?:pass(?:word|wort|wd|phrase)|kennwort|pwd|secret|token|{_KEY}(?:[_-]?id)?|credentials?)"
_WORD_NAME = r"(?:pass(?:word|wort|wd|phrase)|kennwort)"
_PASSWORD = rf"(?:pass(?:word|wort|wd|phrase)|kennwort|{after('[A-Za-z]')}pwd?)"
_PASSWORDS = rf"(?:pass(?:words|wörter|phrases)|kennwörter|{after('[A-Za-z]')}pws)"
SECRET_NAME = re.compile(rf"(?:^|[_-]|(?<=[a-z0-9])(?=[A-Z]))(?i:(?:{_NAME}|authorization|cookie)s?)$")
"""A key of a mapping below which every text is a secret whatever it looks like."""

_BARE = r"[^\s\"'`;,&«»()\[\]|\\]"
_WORD = r"[^\s\"'`«»\\]"
_IS = r"\*{0,2}\s{0,3}(?:=>|:=|[:=])\*{0,2}\s{0,3}"
_QUOTED = r"(?:(?!(?P=q))(?:\\[^\n«»]|[^\\\n«»])){3,200}+(?=(?P=q))"
"""From an opening quote named `q` to the quote that closes it."""
_GAP = r"(?:\s|\\{1,4}[nrt]){1,4}"
_STATES = r"\s{1,3}(?:is|was|ist|war|lautet)\s{1,3}"
_VERBS = (" is", " was", " ist", " war", " lautet")

NAMED: tuple[Pattern, ...] = (
    pattern(
        "cookie",
        rf"(?i){after('[a-z]')}cookie(?:{QUOTE})?\s{{0,3}}:\s{{0,3}}(?:{QUOTE})?"
        r"(?P<v>[\w.%-]{1,64}=[^\s\"'«»;,\\]*+(?:; {0,2}[\w.%-]{1,64}(?:=[^\s\"'«»;,\\]*+)?)*+)",
        "ookie",
        "OOKIE",
        accept=acceptance.cookie,
    ),
    pattern(
        "login",
        rf"{START}curl(?:[^\n\\]|\\[\s\S]){{0,300}}?\s(?:-u|--user|--proxy-user)[ =]{{0,2}}(?:{QUOTE})?"
        r"(?P<v>[^\s:\"'«»\\]{1,64}:[^\s\"'«»\\]{3,256})",
        "curl",
        accept=acceptance.login,
    ),
    pattern(
        "login",
        rf"{START}(?:sshpass|redis-cli) [^\n]{{0,200}}?(?<= )-[pa] ?(?:{QUOTE})?(?P<v>{_WORD}{{5,128}})",
        "sshpass",
        "redis-cli",
        accept=acceptance.mixed,
    ),
    pattern(
        "login",
        rf"{START}(?:mysql|mariadb)[a-z]{{0,8}}[ ][^\n]{{0,200}}?(?<= )-p(?:{QUOTE})?(?P<v>{_WORD}{{5,128}})",
        "mysql",
        "mariadb",
        accept=acceptance.mixed,
    ),
    pattern(
        "secret",
        rf"{after('[A-Za-z0-9_]')}[A-Z0-9_]{{0,60}}"
        r"(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSWORT|PASSPHRASE|(?<![A-Z0-9])PASS|PWD|_KEY|APIKEY|CREDENTIALS)"
        rf"(?:_[A-Z0-9_]{{1,20}})?=(?P<q>{QUOTE})?(?P<v>(?(q)(?:{_QUOTED}|{_WORD}{{4,}}+)|{_WORD}{{3,}}+))",
        "=",
        accept=acceptance.assigned,
    ),
    pattern(
        "secret",
        rf"(?i){_NAME}(?:{QUOTE})?{_IS}(?P<q>{QUOTE})(?P<v>{_QUOTED}|[^\s\"'«»\\]{{4,}}+)",
        ":",
        "=",
        accept=acceptance.no_placeholder,
    ),
    pattern(
        "secret",
        rf"(?i){_NAME}s?(?:{QUOTE})?{_IS}(?P<v>[\[{{][^\[\]{{}}«»]{{1,400}}[\]}}])",
        ":",
        "=",
        accept=acceptance.nested,
    ),
    pattern(
        "secret",
        rf"(?i){_PASSWORDS}(?:{_IS}|\s{{1,3}}(?:are|were|sind|waren)\s{{1,3}})"
        rf"(?P<v>{_WORD}{{5,}}+(?:[ ]{_WORD}{{2,}}+){{0,20}}+)",
        *("ords", "rases", "rter", "ws", "ORDS", "RTER"),
        accept=acceptance.listed,
    ),
    pattern("secret", rf"(?i){_NAME}{_IS}`(?P<v>[^\s`\"'«»\\]{{5,200}}+)(?=`)", "`", accept=acceptance.mixed),
    pattern("secret", rf"(?i){_PASSWORD}{_IS}`(?P<v>[^\n`\"'«»\\]{{5,200}}+)(?=`)", "`", accept=acceptance.password),
    pattern("secret", rf"(?i){_PASSWORD}{_IS}(?P<v>{_WORD}{{5,}}+)(?!»)", ":", "=", accept=acceptance.password),
    pattern("secret", rf"(?i){_NAME}{_IS}(?P<v>{_BARE}{{5,}}+)(?!»)", ":", "=", accept=acceptance.mixed),
    pattern(
        "secret",
        rf"(?i){_WORD_NAME}{_IS}(?P<v>{_BARE}{{8,}}+)(?=$|[\n\"'`]|\\[nr\"'])",
        ":",
        "=",
        accept=acceptance.no_technique,
    ),
    pattern(
        "secret",
        rf"(?i)--(?:[a-z]{{1,20}}-){{0,3}}{_NAME}[ ]{{1,3}}(?:{QUOTE})?(?P<v>{_WORD}{{5,}}+)",
        "--",
        accept=acceptance.mixed,
    ),
    pattern(
        "secret",
        rf"(?i)<(?:\w{{1,20}}:)?{_NAME}(?:[ ][^<>\"'«»\\]{{0,40}})?>(?P<v>[^\s<>\"'«»\\]{{4,200}}+)(?=</)",
        "</",
        accept=acceptance.no_placeholder,
    ),
    pattern(
        "login",
        rf"(?i){after('[a-z]')}login{_GAP}[^\s\"'«»\\]{{1,64}}{_GAP}pass(?:word|wd){_GAP}"
        rf"(?P<v>{_WORD}{{5,128}})",
        *("login", "LOGIN", "Login"),
        accept=acceptance.password,
    ),
    pattern(
        "login",
        rf"{START}(?:docker|podman|nerdctl|helm|oc|az) [^\n]{{0,80}}?login [^\n]{{0,200}}?(?<= )-p ?"
        rf"(?:{QUOTE})?(?P<v>{_WORD}{{5,128}})",
        "login",
        accept=acceptance.mixed,
    ),
    pattern(
        "secret",
        rf"(?i){_PASSWORD}{_STATES}(?P<q>{QUOTE})(?P<v>{_QUOTED})",
        *_VERBS,
        accept=acceptance.quoted_password,
    ),
    pattern(
        "secret",
        rf"(?i){_PASSWORD}{_STATES}(?:{QUOTE}|[`*]{{1,2}})?(?P<v>{_WORD}{{5,}}+)(?!»)",
        *_VERBS,
        accept=acceptance.stated_password,
    ),
    pattern(
        "secret",
        rf"(?i){_NAME}\s{{1,3}}(?:is|was|ist|war|lautet)\s{{1,3}}(?:{QUOTE})?(?P<v>{_BARE}{{5,}}+)(?!»)",
        *_VERBS,
        accept=acceptance.stated,
    ),
)
