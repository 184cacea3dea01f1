"""What ships with the assistant is found from a checkout and from an installation, and a gap is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import resources


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder as a wheel leaves it: no repository around it."""
    package = tmp_path / "site-packages" / "assistant"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    monkeypatch.setattr(resources, "files", lambda _name: package)
    return package


def test_a_checkout_has_its_data_beside_the_package() -> None:
    root = resources.source_checkout()
    assert root is not None
    assert resources.folder("corpus").joinpath("product-first.md").is_file()
    assert resources.folder("corpus") == root / "corpus"


def test_an_installation_has_its_data_inside_the_package(installed: Path) -> None:
    (installed / "_data" / "corpus").mkdir(parents=True)
    assert resources.source_checkout() is None
    assert resources.folder("corpus") == installed / "_data" / "corpus"


def test_a_folder_beside_an_installation_is_not_taken_for_ours(installed: Path) -> None:
    (installed.parent / "corpus").mkdir()
    (installed.parent / "corpus" / "product-first.md").touch()
    with pytest.raises(FileNotFoundError, match="'corpus'"):
        resources.folder("corpus")


def test_a_folder_that_does_not_ship_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="'recipes'"):
        resources.folder("recipes")
