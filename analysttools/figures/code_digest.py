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
from typing import Any, TypeVar

from analysttools.charts import CHARTS
from analysttools.locales import LANGUAGES

PACKAGE = Path(__file__).parent.parent
STYLE = PACKAGE / "charts" / "drawing" / "analyst.mplstyle"
SAVING = ("figures.saving", "save_figure")
# What draws nothing: this file, and the list that says where each chart is.
PASSED_OVER = {("charts", "CHARTS")}
READER = "read_texts"
_OWN = __name__.partition(".")[2]
# What may begin with a docstring.
Documented = TypeVar("Documented", ast.FunctionDef, ast.ClassDef, ast.Module)
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


class _Files(dict[str, tuple[Path, _Module] | None]):
    """The file of each module and what it defines, looked at once; None where there is no such file."""

    def __missing__(self, module: str) -> tuple[Path, _Module] | None:
        path = _path(module)
        self[module] = (path, _read(path, *_stamp(path))) if path.is_file() else None
        return self[module]


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
    seen, files = {*PASSED_OVER}, _Files()
    while todo:
        module, name = todo.pop()
        found = files[module]
        if (module, name) in seen or module == _OWN or found is None:
            continue
        seen.add((module, name))
        path, code = found
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
    tree = ast.parse(path.read_bytes())
    code = _Module()
    for whole in _without_docstring(tree).body:
        reader = _Reader()
        node = reader.visit(whole)
        for one in reader.imports:
            _note_import(code, one)
        if node is None:
            continue
        names, digest, used = _defined(node), _sha256(ast.dump(node).encode()), reader.used
        for name in names:
            code.definitions.setdefault(name, set()).add(digest)
            code.used.setdefault(name, set()).update(used)
            code.texts.setdefault(name, set()).update(reader.sections)
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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _without_docstring(node: Documented) -> Documented:
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]
    return node


class _Reader(ast.NodeTransformer):
    """Take out of a statement what draws nothing, and note in the same pass what the rest names and imports.

    Docstrings and annotations draw nothing, nor does what only a type checker imports.
    """

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.sections: set[str] = set()
        self.imports: list[ast.Import | ast.ImportFrom] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        for one in (*arguments, node.args.vararg, node.args.kwarg):
            if one is not None:
                one.annotation = None
        return self.generic_visit(_without_docstring(node))

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self.generic_visit(_without_docstring(node))

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        self.used.add(node.id)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id == READER:
            self.sections.add(node.args[0].value)  # type: ignore[attr-defined]
        return self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> ast.AST:
        self.imports.append(node)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        self.imports.append(node)
        return node
