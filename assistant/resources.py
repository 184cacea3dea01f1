"""Invariant: shipped data (prompts, corpus, suites) is found the same way from a wheel, a checkout and a zip.

The wheel carries the data inside the package; a checkout has it beside the package. Nothing here writes.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def folder(name: str) -> Traversable:
    """The shipped folder `prompts`, `corpus` or `evals`, as a Traversable (it may live in a zip).

    Raises FileNotFoundError when the installation is incomplete.
    """
    packaged = files("assistant").joinpath("_data", name)
    if packaged.is_dir():
        return packaged
    checkout = source_checkout()
    if checkout is not None and (checkout / name).is_dir():
        return checkout / name
    raise FileNotFoundError(f"the installation lacks its {name!r} folder")


def source_checkout() -> Path | None:
    """The root of the repository this package runs from, or None when it is installed."""
    root = Path(__file__).resolve().parent.parent
    is_ours = (root / "pyproject.toml").is_file() and (root / "corpus" / "product-first.md").is_file()
    return root if is_ours else None


def version() -> str:
    """The installed version, or the checkout's when it was never installed."""
    from importlib import metadata

    try:
        return metadata.version("product-first-assistant")
    except metadata.PackageNotFoundError:
        return "0+checkout"
