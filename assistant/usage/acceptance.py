"""Invariant: what only looks like a detail stays: a failed checksum, an address of no machine, a whole placeholder.

Each function gets what an expression of `patterns` marked and says how many characters of it, from the first, are
real; 0 for none. IBAN: ISO 13616 (mod 97; lengths from its registry); cards: ISO/IEC 7812 (Luhn).
"""

from __future__ import annotations

import ipaddress
import re

_WORD = (
    r"(?:your|my|the|an?|some|this|example|sample|dummy|placeholder|change(?:me|this|it)?|me|replace|insert|enter|put|here"
    r"|db|database|api|app|user|username|name|login|access|auth|client|private|session|key|token|secret|password|passwd"
    r"|passwort|pass|pwd|value|redacted|hidden|masked|removed|none|null|nil|undefined|empty|unset|todo|tbd|required"
    r"|optional|true|false|str|string|bool|boolean|int|bytes|type)(?![A-Za-z0-9])"
)
PLACEHOLDER = re.compile(
    rf"(?i:{_WORD}(?:[-_. ]{_WORD}){{0,7}}+)"
    r"|\$?\{\{?[\w .:/-]{0,80}\}?\}|\$\([\w .:/-]{0,80}\)|\$(?:[A-Z_][A-Z0-9_]*+|[a-z_]++)|%[A-Z_][A-Z0-9_]*+%"
    r"|<[\w .:/-]{0,80}>|\[[A-Za-z_ .-]{0,80}\]"
    r"|(?:[A-Za-z]{1,6}[-_]){0,3}(?:\.{3,}+|…)|[xX*.•#_?-]{3,}+|\$|<|\{\{?|\$\{\{?"
)
"""What a value must be wholly, from its first character to its last, to be no secret (project rule)."""
_TAIL = ".,;:!?)|"
_IMAGE = re.compile(r"(?i)\.(?:png|jpe?g|gif|svg|webp)$")
_MEASURE = re.compile(r"\d{1,4}-?[A-Za-z]+(?:-[A-Za-z]+)*|\d{1,2}-of-\d{1,2}")
_TECHNIQUE = re.compile(
    r"(?i)(?:sha|md|aes|rsa|oauth|fido|argon|bcrypt|scrypt|pbkdf|hmac|hs|rs|es|ed|base|utf|jwt|tls|kerberos|x\.?|v)-?"
    r"\d{1,4}(?:[a-z]{1,2})?(?:[-/][a-z]{1,12}){0,3}"
)
"""How a password is kept or a token made, which stands where the password or token would."""
_SIGN_INSIDE = re.compile(r"[A-Za-z0-9].*[!@#$%^*~+].*[A-Za-z0-9]")
_AMPERSAND = re.compile(r"[A-Za-z0-9]&[A-Za-z0-9]")
_CALL = re.compile(r"[a-z_.]{3,60}\(.{0,200}\)")
_FOOTNOTE = re.compile(r"[a-z]{2,20}(?:-[a-z]{2,20}){1,4}\d{1,2}")
_ENDS = ".,;:|"
_LEAF = re.compile(r"\\{0,3}[\"']([^\"'\\]{5,})\\{0,3}[\"']")
_COOKIE = re.compile(r"=([^;]{6,})")
_BY_LENGTH = {
    **{15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH HR LI LV"},
    **{22: "BG BH CR DE GB GE IE ME RS", 23: "AE GI IL IQ TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "PT ST"},
    **{26: "IS TR", 27: "FR GR IT MC MR SM", 28: "AL AZ BY CY DO EG GT HU LB PL SV", 29: "BR PS QA UA"},
    **{30: "JO KW MU", 31: "MT SC", 32: "LC"},
}
_LENGTHS = {code: length for length, codes in _BY_LENGTH.items() for code in codes.split()}
"""Country → characters of its IBAN."""


def whole(value: str) -> int:
    """Everything that matched."""
    return len(value)


def no_placeholder(value: str) -> int:
    """All of it, unless it is wholly a placeholder; a full stop behind one changes nothing."""
    shown = value.rstrip(_TAIL) or value
    return 0 if PLACEHOLDER.fullmatch(value) or PLACEHOLDER.fullmatch(shown) else len(value)


def login(value: str) -> int:
    """`user:password`, unless the password is wholly a placeholder."""
    password = value.partition(":")[2]
    return len(value) if no_placeholder(password) else 0


def assigned(value: str) -> int:
    """What stands behind `NAME=`: six characters, or fewer that are neither a number nor a word."""
    shown = value.rstrip(_TAIL) or value
    if len(shown) < 6 and (shown.isdigit() or shown.isalpha()):
        return 0
    return len(shown) if no_placeholder(value) else 0


def mixed(value: str) -> int:
    """Unquoted values count with a letter and a digit, with a sign inside, or longer than words are.

    Project rules: 8 characters for a sign, 16 for a word.
    """
    letter, digit = re.search(r"[A-Za-z]", value), re.search(r"\d", value)
    signed = len(value) >= 8 and _SIGN_INSIDE.search(value)
    if not letter or not (digit or signed or (len(value) >= 16 and value.isalpha())):
        return 0
    return no_technique(value)


def no_technique(value: str) -> int:
    """All of it, unless it says how a password is kept, such as `argon2id`, or is wholly a placeholder."""
    return 0 if _TECHNIQUE.fullmatch(value) else no_placeholder(value)


def stated(value: str) -> int:
    """What follows `the token is`: as `mixed`, but no word alone, no measure such as `256-bit`, and no word with a
    footnote's number behind it."""
    shown = value.rstrip(_TAIL)
    plain = shown.isalpha() or _MEASURE.fullmatch(shown) or _FOOTNOTE.fullmatch(shown)
    return len(shown) if mixed(shown) and not plain else 0


def password(value: str) -> int:
    """What follows the name of a password: as `mixed` with `&` for a sign, but for what ends the sentence around it
    and for a call such as `hash_of(form.name1)`."""
    shown = value.rstrip(_ENDS)
    if not shown.count("("):
        shown = shown.rstrip(")" + _ENDS)
    signed = len(shown) >= 8 and _AMPERSAND.search(shown)
    return len(shown) if (mixed(shown) or signed) and not _CALL.fullmatch(shown) and no_technique(shown) else 0


def stated_password(value: str) -> int:
    """What follows `the password is`: as `password`, but no word alone and no measure."""
    real = password(value)
    shown = value[:real]
    return 0 if shown.isalpha() or _MEASURE.fullmatch(shown) else real


def quoted_password(value: str) -> int:
    """What follows `the password is` in quotes: all of it with a letter and a digit or a sign; quoted prose stays."""
    joined = re.sub(r"\s", "", value)
    return len(value) if mixed(joined) and not joined.isalpha() and not _MEASURE.fullmatch(value) else 0


def listed(value: str) -> int:
    """Passwords one behind the other, as far as each looks like one; `and` or a comma may stand between them."""
    end = 0
    for word in re.finditer(r"\S+", value):
        if word.group().lower() in ("and", "und", "or", "oder"):
            continue
        if not (real := password(word.group())):
            break
        end = word.start() + real
    return end


def nested(value: str) -> int:
    """A list or mapping in quotes: all of it when one of its texts has a letter and a digit."""
    return len(value) if any(mixed(leaf) for leaf in _LEAF.findall(value)) else 0


def cookie(value: str) -> int:
    """`name=value; name=value`: all of it when one value is six characters or more with a digit."""
    return len(value) if any(mixed(part) for part in _COOKIE.findall(value)) else 0


def two_cases(value: str) -> int:
    """Base64 has capitals and small letters; the hexadecimal name of a commit has not."""
    return 0 if value.lower() == value or value.upper() == value else len(value)


def mail(value: str) -> int:
    """An address, and no `image@2x.png`."""
    return 0 if _IMAGE.search(value) else len(value)


def luhn(value: str) -> int:
    """13 to 19 digits whose check digit is right."""
    digits = [int(char) for char in value if char.isdigit()]
    total = sum(digit if i % 2 == 0 else sum(divmod(2 * digit, 10)) for i, digit in enumerate(reversed(digits)))
    return len(value) if 13 <= len(digits) <= 19 and total % 10 == 0 and len(set(digits)) > 1 else 0


def iban(value: str) -> int:
    """The longest beginning, ending where a word ends, that is 15 to 34 long and passes mod 97.

    In small letters it must have its country's length too: names in hexadecimal often begin like an IBAN.
    """
    for end in (len(value), *(i for i in range(len(value) - 1, 0, -1) if value[i] in " -")):
        compact = re.sub("[ -]", "", value[:end])
        right = value[:1].isupper() or _LENGTHS.get(compact[:2].upper()) == len(compact)
        if right and 15 <= len(compact) <= 34:
            number = "".join(str(int(char, 36)) for char in compact[4:] + compact[:4])
            if int(number) % 97 == 1:
                return end
    return 0


def address(value: str) -> int:
    """A real address that belongs to some machine: loopback and the unspecified address name nobody."""
    try:
        found = ipaddress.ip_address(value)
    except ValueError:
        return 0
    return 0 if found.is_loopback or found.is_unspecified else len(value)
