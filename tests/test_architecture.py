"""The house stands as docs/explanation/architecture.md draws it."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

import pytest

import ecwid_orm

PACKAGE = "ecwid_orm"
FOLDER = Path(ecwid_orm.__file__).parent

LAYERS = (
    "cli",
    "testing",
    "migrations",
    "transfer",
    "webhooks",
    "mirror",
    "session",
    "resources",
    "model",
    "api",
)
"""From the top down. A layer imports itself and what is below it."""
GROUND = {"exceptions", "signals", "version"}
"""Modules that every layer may import and that import nothing of ours."""
APART = "emulator"
"""Imports nothing of the rest; only these import it:"""
USERS_OF_THE_EMULATOR = {"cli", "testing"}

MAX_LINES = 450
NETWORK = ("http", "requests", "socket", "ssl", "urllib.request", "urllib3", "werkzeug")
EMPTY_WORDS = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}


class Import(NamedTuple):
    """One name that a module imports, and where."""

    module: str
    line: int
    target: str
    on_load: bool
    """Runs when the module is loaded: neither inside a function nor for type checkers only."""

    @property
    def source_layer(self) -> str:
        return layer_of(self.module)

    @property
    def target_layer(self) -> str:
        return layer_of(self.target)

    @property
    def is_ours(self) -> bool:
        return self.target.split(".")[0] == PACKAGE

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def layer_of(name: str) -> str:
    """`session` for `ecwid_orm.session.plan`; empty for the package itself."""
    return [*name.split("."), ""][1]


@cache
def sources() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        parts = (PACKAGE, *path.relative_to(FOLDER).with_suffix("").parts)
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(sources()[name].read_text(encoding="utf-8"))


@cache
def imports() -> list[Import]:
    """What all modules import, inside functions and for type checkers only, too."""
    return [found for name in sources() for found in imports_of(name)]


def imports_of(name: str) -> Iterator[Import]:
    later = set(nodes_run_later(tree(name)))
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name, node not in later)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: import by the full name"
            assert node.module is not None
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                target = full if full in sources() else node.module
                yield Import(name, node.lineno, target, node not in later)


def nodes_run_later(module: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(module):
        is_typing = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if is_typing or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from ast.walk(node)


def packages() -> list[str]:
    return [name for name, path in sources().items() if path.name == "__init__.py"]


# --- Layers -------------------------------------------------------------------------------------


def test_every_module_has_its_place_in_the_house() -> None:
    places = {"", "__main__", APART, *LAYERS, *GROUND}
    assert {layer_of(name) for name in sources()} <= places


def test_imports_run_down() -> None:
    rank = {layer: number for number, layer in enumerate(LAYERS)}
    wrong = [
        str(found)
        for found in imports()
        if found.is_ours
        and found.source_layer in rank
        and found.target_layer not in GROUND | {APART}
        and rank.get(found.target_layer, -1) < rank[found.source_layer]
    ]
    assert wrong == []


def test_the_ground_imports_nothing_of_ours() -> None:
    assert [
        str(found) for found in imports() if found.is_ours and found.source_layer in GROUND
    ] == []


def test_the_emulator_imports_nothing_of_the_rest() -> None:
    assert [
        str(found)
        for found in imports()
        if found.is_ours and found.source_layer == APART != found.target_layer
    ] == []


def test_only_the_command_line_and_the_fixtures_import_the_emulator() -> None:
    assert [
        str(found)
        for found in imports()
        if found.target_layer == APART
        and found.is_ours
        and found.source_layer not in USERS_OF_THE_EMULATOR | {APART}
    ] == []


@pytest.mark.parametrize("layer", ["resources", "model"])
def test_models_declare_and_do_not_speak_to_the_network(layer: str) -> None:
    wrong = [
        str(found)
        for found in imports()
        if found.source_layer == layer
        and (
            f"{found.target}.".startswith(tuple(f"{name}." for name in NETWORK))
            or (found.is_ours and found.target_layer in {"api", "session"})
        )
    ]
    assert wrong == []


def test_imports_have_no_cycle() -> None:
    """Of those that run on load: a cycle breaks as soon as someone reorders imports."""
    graph: dict[str, set[str]] = {name: set() for name in sources()}
    for found in imports():
        if found.on_load and found.target in graph:
            graph[found.module].add(found.target)
    TopologicalSorter(graph).prepare()


# --- Modules ------------------------------------------------------------------------------------


def test_modules_are_short() -> None:
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in sources().items()
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_modules_and_classes_are_named_after_their_idea() -> None:
    empty = [name for name in sources() if EMPTY_WORDS & set(name.rsplit(".", 1)[-1].split("_"))]
    empty += [
        f"{name}.{node.name}"
        for name in sources()
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ClassDef)
        and node.name.endswith(("Helper", "Manager", "Util", "Utils"))
    ]
    assert empty == []


def test_every_module_says_what_it_is() -> None:
    assert [name for name in sources() if not ast.get_docstring(tree(name))] == []


# --- What is public -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", packages())
def test_a_package_only_re_exports(name: str) -> None:
    docstring, *statements = tree(name).body
    assert isinstance(docstring, ast.Expr)
    assert [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in statements
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not ast.unparse(node).startswith(("__all__ = ", "__all__ += "))
    ] == []


@pytest.mark.parametrize("name", packages())
def test_all_lists_just_what_the_package_exports(name: str) -> None:
    """Everything imported, each once; a module of ours that is imported may be left out."""
    listed = getattr(importlib.import_module(name), "__all__", [])
    imported = list(names_imported(name))
    modules = {each for each in imported if f"{name}.{each}" in sources()}
    assert sorted(set(listed) | modules) == sorted(imported)
    assert sorted(listed) == sorted(set(listed))


def names_imported(name: str) -> Iterator[str]:
    for node in tree(name).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    assert isinstance(node, ast.ImportFrom)
                    assert node.module is not None
                    yield from importlib.import_module(node.module).__all__
                elif not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
                    yield alias.asname or alias.name


METHODS = (FunctionType, property, cached_property, classmethod, staticmethod)


def public_objects() -> dict[str, object]:
    """Functions and classes that some `__all__` names, and the public methods of the classes."""
    found: dict[str, object] = {}
    for name in sources():
        module = importlib.import_module(name)
        for each in getattr(module, "__all__", ()):
            value = getattr(module, each)
            if isinstance(value, FunctionType | type) and value.__module__ in sources():
                found[f"{value.__module__}.{value.__qualname__}"] = value
    for name, value in list(found.items()):
        if isinstance(value, type):
            for each, method in vars(value).items():
                if not each.startswith("_") and isinstance(method, METHODS):
                    found[f"{name}.{each}"] = getattr(value, each)
    return found


def test_every_public_object_has_a_docstring() -> None:
    found = public_objects()
    assert "ecwid_orm.exceptions.EcwidError" in found
    assert [name for name, value in found.items() if not documented(value)] == []


def documented(found: object) -> bool:
    text = inspect.getdoc(found)
    if not text:
        return False
    if inspect.isclass(found):
        # A class does not inherit its meaning, and a dataclass without one gets its signature.
        return bool(found.__dict__.get("__doc__")) and not text.startswith(f"{found.__name__}(")
    return True
