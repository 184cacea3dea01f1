"""The shape of the code is kept: small files of one idea, no broad except, nothing executed, no trace of a machine."""

from __future__ import annotations

import ast
import functools
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant
from tests.install import checkout

_ROOT = Path(__file__).resolve().parents[1]
_MODULES = sorted(path.relative_to(_ROOT).as_posix() for path in (_ROOT / "assistant").rglob("*.py"))

_LONG_FILES: dict[str, str] = {
    "assistant/settings.py": "all settings are read by one rule, and a table of them is its longest part"
}
"""Path of a file past 250 lines → why it is one idea all the same."""

_OTHER_OPENINGS = {
    "assistant/__init__.py": "says what importing it costs and how to read on",
    "assistant/errors.py": "opens with the tree of errors",
    "assistant/cli/__main__.py": "is one line",
}
"""Modules whose docstring does not begin with the word Invariant → what it does instead."""

_FACES = ("assistant/cli/", "assistant/repl/")
_FOREIGN_CODE = {
    "assistant/evals/foreign.py": "a user's own product and scorers fail with errors of their own",
    "assistant/knowledge/langchain_bridge.py": "somebody else's embeddings fail with errors of their own",
}
"""Files that turn whatever foreign code raises into an error of ours → whose code it is."""

_BROAD = {"Exception", "BaseException"}
_EXECUTES = {"eval", "exec", "compile", "__import__"}
_UNSAFE_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib"}
_NOT_MIRRORED = {
    "install": "packaging has no part of its own in the package",
    "data": "files that tests read",
    "e2e": "a trial of all parts on a real model",
    "faults": "a trial of all parts together",
    "injections": "a trial of all parts together",
}

_MACHINE = re.compile(
    r"(?<![\w.])/(?:root|home|work|farm)/[A-Za-z.]"
    r"|find[-_]links|index[-_]url|\bpypi\.org|pythonhosted\.org|registry\.npmjs"
)


@functools.cache
def _tree(module: str) -> ast.Module:
    return ast.parse((_ROOT / module).read_text(encoding="utf-8"))


def _functions(module: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(_tree(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _called(node: ast.AST) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_no_file_holds_more_than_one_idea() -> None:
    long = {name for name in _MODULES if len((_ROOT / name).read_text(encoding="utf-8").splitlines()) > 250}
    assert long == set(_LONG_FILES)


def test_every_function_is_seen_at_once() -> None:
    long = [
        f"{name}:{function.lineno} {function.name}"
        for name in _MODULES
        for function in _functions(name)
        if (function.end_lineno or 0) - function.lineno >= 50
    ]
    assert not long


def test_every_module_opens_with_the_invariant_it_keeps() -> None:
    openings = {name: ast.get_docstring(_tree(name)) or "" for name in _MODULES if _has_code(name)}
    assert all(openings.values()), [name for name, opening in openings.items() if not opening]
    other = {name for name, opening in openings.items() if not re.match(r"Invariant: \S.{20,}", opening)}
    assert other <= set(_OTHER_OPENINGS), other - set(_OTHER_OPENINGS)
    assert set(_OTHER_OPENINGS) <= set(openings)


def _has_code(name: str) -> bool:
    return any(not isinstance(node, ast.Import | ast.ImportFrom) and not _is_label(node) for node in _tree(name).body)


def _is_label(node: ast.stmt) -> bool:
    docstring = (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    return docstring or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")


def test_only_the_two_faces_catch_everything() -> None:
    broad = {
        f"{name}:{node.lineno}"
        for name in _MODULES
        if not name.startswith(_FACES) and name not in _FOREIGN_CODE
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node) and not _only_cleans_up(node)
    }
    assert not broad


def test_no_fault_is_swallowed_in_silence() -> None:
    silent = [
        f"{name}:{node.lineno}"
        for name in _MODULES
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.ExceptHandler)
        and _catches_everything(node)
        and all(isinstance(inner, ast.Pass) for inner in node.body)
    ]
    assert not silent


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(ast.unparse(kind) in _BROAD for kind in kinds)


def _only_cleans_up(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_no_text_is_ever_executed_or_unpickled() -> None:
    found = []
    for name in _MODULES:
        for node in ast.walk(_tree(name)):
            shell = isinstance(node, ast.keyword) and node.arg == "shell"
            if shell or _called(node) in _EXECUTES or _called(node) in {"yaml.load", "os.system", "os.popen"}:
                found.append(f"{name}: {ast.unparse(node)}")
            if isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & _UNSAFE_MODULES:
                found.append(f"{name}:{node.lineno}")
    assert not found


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return {name.partition(".")[0] for name in names}


def test_nothing_is_left_to_be_done_later() -> None:
    raised = [
        f"{name}:{node.lineno}"
        for name in _MODULES
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)
    ]
    promised = re.compile(r"#.*\b(?:TODO|FIXME|XXX)\b")
    noted = [name for name in _MODULES if promised.search((_ROOT / name).read_text(encoding="utf-8"))]
    assert (raised, noted) == ([], [])


def test_the_folders_of_tests_mirror_the_package() -> None:
    parts = {name.rpartition("/")[0].removeprefix("assistant").lstrip("/") for name in _MODULES if _has_code(name)}
    tested = {path.parent.relative_to(_ROOT / "tests").as_posix() for path in (_ROOT / "tests").rglob("test_*.py")}
    folders = {folder for folder in tested if folder != "." and folder.partition("/")[0] not in _NOT_MIRRORED}
    assert {part.partition("/")[0] for part in parts if part} == {folder.partition("/")[0] for folder in folders}
    assert {folder for folder in folders if not (_ROOT / "assistant" / folder).is_dir()} == set()


def test_the_public_names_are_those_we_list() -> None:
    listed = assistant.__all__
    assert list(listed) == sorted(listed)
    found = {name for name, value in inspect.getmembers(assistant) if _is_ours_and_public(name, value)}
    assert found == set(listed)
    assert _named_for_type_checkers() == set(listed)


def _is_ours_and_public(name: str, value: object) -> bool:
    ours = getattr(value, "__module__", "").partition(".")[0] == "assistant"
    return ours and not name.startswith("_") and not inspect.ismodule(value)


def _named_for_type_checkers() -> set[str]:
    block = next(node for node in _tree("assistant/__init__.py").body if isinstance(node, ast.If))
    return {alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize("name", assistant.__all__)
def test_a_public_name_says_what_it_is_for(name: str) -> None:
    assert inspect.getdoc(getattr(assistant, name))


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = []
    for name in checkout.files():
        for number, line in enumerate((_ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if _MACHINE.search(line):
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not found


def test_folders_of_data_hold_no_code() -> None:
    data = ("prompts/", "corpus/", "evals/")
    assert not [name for name in checkout.files() if name.startswith(data) and name.endswith(".py")]
