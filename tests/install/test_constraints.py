"""A person who installs gets exactly the packages we tested, from whatever index they use."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.install import checkout

_PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+))?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_TEXT = (checkout.ROOT / "constraints.txt").read_text(encoding="utf-8")
_ENTRIES = [entry.split(" \\\n    ") for entry in re.split(r"\n(?! )", _TEXT.strip())]
_PROJECT = tomllib.loads((checkout.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_EXTRAS = _PROJECT["project"]["optional-dependencies"]
_ASKED = [*_PROJECT["project"]["dependencies"], *_EXTRAS["local"], *_EXTRAS["formats"], *_EXTRAS["dev"]]


def _pins(name: str) -> list[tuple[Version, Marker | None]]:
    matches = [match for entry in _ENTRIES if (match := _PIN.fullmatch(entry[0])) and match["name"] == name]
    return [(Version(match["version"]), Marker(match["marker"]) if match["marker"] else None) for match in matches]


def test_no_line_names_a_host() -> None:
    assert "://" not in _TEXT
    assert not re.search(r"(?m)^\s*-(?!-hash=)", _TEXT)


def test_every_package_is_pinned_to_one_version_and_hashed() -> None:
    assert len(_ENTRIES) > 50
    for entry in _ENTRIES:
        assert _PIN.fullmatch(entry[0]), entry[0]
        assert entry[1:], f"{entry[0]} has no hash"
        assert all(_HASH.fullmatch(line) for line in entry[1:]), entry[0]


@pytest.mark.parametrize("asked", _ASKED)
def test_what_the_project_asks_for_is_pinned_within_its_range(asked: str) -> None:
    requirement = Requirement(asked)
    pins = _pins(canonicalize_name(requirement.name))
    assert pins, f"{requirement.name} is not pinned: renew constraints.txt as CONTRIBUTING.md says"
    assert all(pinned in requirement.specifier for pinned, _ in pins)


def test_the_tools_that_build_the_project_are_pinned_too() -> None:
    for asked in _PROJECT["build-system"]["requires"]:
        requirement = Requirement(asked)
        assert all(pinned in requirement.specifier for pinned, _ in _pins(requirement.name))
        assert asked in _EXTRAS["dev"], "building without isolation needs the same tool in the environment"
