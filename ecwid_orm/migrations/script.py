"""Migration scripts: files with `upgrade(session)`, read without being run."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecwid_orm.exceptions import MigrationError
from ecwid_orm.session import Session

NAME = re.compile(r"\d{4,}_\w+")
"""What a script is called, without its suffix."""

FUNCTIONS = ("upgrade", "downgrade", "check")


@dataclass(frozen=True)
class Script:
    """One migration: `name` (that of its file), what it is for, and what has to go before it.

    `checksum` is that of its code: comments, blank lines and docstrings may change.
    """

    name: str
    path: Path
    title: str
    depends_on: tuple[str, ...]
    functions: frozenset[str]
    checksum: str

    @classmethod
    def read(cls, path: Path) -> Script:
        """The script in a file. Raises MigrationError for one that cannot be used."""
        try:
            text = path.read_text(encoding="utf-8")
            tree = ast.parse(text, filename=str(path))
        except SyntaxError as error:
            raise MigrationError(
                f"{path}, line {error.lineno}: {error.msg}", revision=path.stem
            ) from error
        except (UnicodeDecodeError, ValueError) as error:
            raise MigrationError(f"{path} is no Python: {error}", revision=path.stem) from error
        functions = frozenset(
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS
        )
        if "upgrade" not in functions:
            raise MigrationError(
                f"{path} has no function upgrade(session); write what the migration does into one",
                revision=path.stem,
            )
        title = (ast.get_docstring(tree) or path.stem).splitlines()[0]
        depends_on = _depends_on(tree, path)
        return cls(path.stem, path, title, depends_on, functions, _checksum(tree))

    def run(self, function: str, session: Session) -> Any:
        """Call a function of the script; what it raises comes through."""
        return self._function(function)(session)

    def _function(self, name: str) -> Callable[[Session], Any]:
        spec = importlib.util.spec_from_file_location(f"ecwid_migration_{self.name}", self.path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found: Callable[[Session], Any] = getattr(module, name)
        return found

    def __str__(self) -> str:
        return self.name


def _depends_on(tree: ast.Module, path: Path) -> tuple[str, ...]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        if value is None or not any(
            isinstance(target, ast.Name) and target.id == "depends_on" for target in targets
        ):
            continue
        try:
            found = ast.literal_eval(value)
        except ValueError:
            found = ...
        names = (found,) if isinstance(found, str) else () if found is None else found
        if not isinstance(names, list | tuple) or not all(isinstance(one, str) for one in names):
            raise MigrationError(
                f"{path}, line {node.lineno}: depends_on is the name of a revision, a list of "
                "names, or None",
                revision=path.stem,
            )
        return tuple(names)
    return ()


def _checksum(tree: ast.Module) -> str:
    return hashlib.sha256("\n".join(_shape(tree)).encode()).hexdigest()


def _shape(node: Any) -> Iterator[str]:
    """A syntax tree as lines that are the same in every version of Python.

    What is empty is left out, for versions differ in which empty fields a node has.
    """
    if isinstance(node, ast.AST):
        yield f"({type(node).__name__}"
        for name, value in ast.iter_fields(node):
            if name == "body" and _starts_with_docstring(node, value):
                value = value[1:]
            if value is not None and value != [] and name not in ("kind", "type_comment"):
                yield name
                yield from _shape(value)
        yield ")"
    elif isinstance(node, list):
        for item in node:
            yield from _shape(item)
    else:
        yield repr(node)


def _starts_with_docstring(node: ast.AST, body: Any) -> bool:
    return (
        isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        and bool(body)
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )
