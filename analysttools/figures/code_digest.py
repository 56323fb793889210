"""One digest of the code that a figure rests on: what is run when it is drawn and saved, and nothing else.

Belongs here: finding the definitions that a function reaches, and digesting them. Does not belong here: the
other parts of a record (``records.py``).
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysttools.charts import CHARTS
from analysttools.locales import LANGUAGES

PACKAGE = Path(__file__).parent.parent
STYLE = PACKAGE / "charts" / "drawing" / "analyst.mplstyle"
SAVING = ("figures.saving", "save_figure")
# What draws nothing: this file, and the list that says where each chart is.
PASSED_OVER = {("charts", "CHARTS")}
READER = "read_texts"
_OWN = __name__.partition(".")[2]
_COMMENT = re.compile(rb"#.*|\s+")


@dataclass
class _Module:
    """What one file defines: digests and used names of its definitions, and what it imports of the package.

    `always` are the statements that run on import and define nothing; `texts` are the sections of texts that
    a definition reads.
    """

    definitions: dict[str, set[str]] = field(default_factory=dict)
    used: dict[str, set[str]] = field(default_factory=dict)
    always: set[str] = field(default_factory=set)
    used_always: set[str] = field(default_factory=set)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    texts: dict[str, set[str]] = field(default_factory=dict)


def digest_code(charts: Iterable[str]) -> str:
    """Return one SHA-256 of the code that draws and saves figures of some charts.

    It is of the syntax of each definition that the charts and `save_figure` reach by name, of the sections of
    texts that they read, and of the style.
    Comments, docstrings, annotations, line ends, the order of definitions and the files that they stand in
    do not count; a number in a definition does, and so does what a name imports from elsewhere.

    Parameters
    ----------
    charts : iterable of str
        Names of charts, keys of `analysttools.charts.CHARTS`.

    Examples
    --------
    >>> from analysttools.figures.code_digest import digest_code
    >>> digest_code(["estimates"]) == digest_code(["timeline"])
    False
    """
    found = {digest for _, digests in _reach(charts) for digest in digests}
    found.add(_sha256(_COMMENT.sub(b"", STYLE.read_bytes())))
    return _sha256("\n".join(sorted(found)).encode())


def list_code(charts: Iterable[str]) -> list[str]:
    """Return the files of the package that some charts rest on, as paths from the package's folder.

    Examples
    --------
    >>> from analysttools.figures.code_digest import list_code
    >>> "analysttools/charts/estimates.py" in list_code(["estimates"])
    True
    """
    return sorted({f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}" for path, _ in _reach(charts)})


def _reach(charts: Iterable[str]) -> Iterator[tuple[Path, set[str]]]:
    """Yield each file with the digests of one thing in it that the charts reach."""
    todo = [SAVING, *((CHARTS[one], f"plot_{one}") for one in sorted(charts))]
    seen: set[tuple[str, str]] = set()
    while todo:
        module, name = todo.pop()
        path = _path(module)
        if (module, name) in seen | PASSED_OVER or module == _OWN or not path.is_file():
            continue
        seen.add((module, name))
        code = _read(path, *_stamp(path))
        if name in code.definitions:
            yield path, code.definitions[name]
            todo += [(module, ""), *_resolve(module, code, code.used[name])]
            yield path, _outside(code, code.used[name])
            yield from _read_sections(code.texts.get(name, set()))
        elif name in code.imported:  # handed on by an __init__
            todo.append(code.imported[name])
        elif name == "":
            yield path, code.always
            todo += _resolve(module, code, code.used_always)
            yield path, _outside(code, code.used_always)
        elif name == "*":
            todo += [(module, one) for one in code.definitions]


def _read_sections(sections: set[str]) -> Iterator[tuple[Path, set[str]]]:
    """Yield the files of texts with the digests of some sections."""
    for section in sorted(sections):
        for lang in LANGUAGES:
            path = PACKAGE / "locales" / f"{lang}.toml"
            texts = _read_texts(path, *_stamp(path))
            for name in section.split("."):
                texts = texts[name]
            yield path, {_sha256(f"{section} {lang} {json.dumps(texts, sort_keys=True)}".encode())}


def _resolve(module: str, code: _Module, used: set[str]) -> list[tuple[str, str]]:
    """Name what some names stand for: definitions of the same file, or of another of the package."""
    return [(module, name) for name in used & code.definitions.keys()] + [
        code.imported[name] for name in used & code.imported.keys()
    ]


def _outside(code: _Module, used: set[str]) -> set[str]:
    return {code.outside[name] for name in used & code.outside.keys()}


def _path(module: str) -> Path:
    place = PACKAGE.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written: what was read of it is kept as long as this stands."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=256)
def _read(path: Path, *_: int) -> _Module:
    """Read what a file defines and imports."""
    tree = _WithoutWords().visit(ast.parse(path.read_bytes()))
    code = _Module()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            _note_import(code, node)
    for node in tree.body:
        names = _defined(node)
        digest, used = _sha256(ast.dump(node).encode()), _used(node)
        for name in names:
            code.definitions.setdefault(name, set()).add(digest)
            code.used.setdefault(name, set()).update(used)
            code.texts.setdefault(name, set()).update(_sections(node))
        if not names and not isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
            code.always.add(digest)
            code.used_always |= used
    return code


@lru_cache(maxsize=len(LANGUAGES))
def _read_texts(path: Path, *_: int) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _note_import(code: _Module, node: ast.Import | ast.ImportFrom) -> None:
    """Note what an import binds: a name or a module of the package, or something from outside it."""
    source = getattr(node, "module", None) or ""
    is_own = source.split(".")[0] == PACKAGE.name
    inner = ".".join(source.split(".")[1:])
    for alias in node.names:
        bound = alias.asname or alias.name.split(".")[0]
        if is_own:
            whole = f"{inner}.{alias.name}".strip(".")
            code.imported[bound] = (whole, "*") if _path(whole).is_file() else (inner, alias.name)
        elif alias.name.startswith(f"{PACKAGE.name}."):
            code.imported[bound] = (alias.name.partition(".")[2], "*")
        else:
            code.outside[bound] = f"{source}:{alias.name}:{alias.asname}"


def _defined(node: ast.stmt) -> list[str]:
    """Name what a statement at the top of a file defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def _used(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _sections(node: ast.AST) -> set[str]:
    """Return the sections of texts that a definition reads by name."""
    calls = (
        one for one in ast.walk(node) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == READER
    )
    return {call.args[0].value for call in calls}  # type: ignore[attr-defined]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _WithoutWords(ast.NodeTransformer):
    """Take out what draws nothing: docstrings, annotations, and what only a type checker imports."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        for one in (*arguments, node.args.vararg, node.args.kwarg):
            if one is not None:
                one.annotation = None
        return self._without_docstring(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._without_docstring(node)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._without_docstring(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)

    def _without_docstring(self, node: ast.FunctionDef | ast.ClassDef | ast.Module) -> ast.AST:
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)
