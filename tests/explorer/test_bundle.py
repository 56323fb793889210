"""The modules of the front end as one script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysttools.explorer.bundle import FRONT_END, bundle_modules

MODULES = sorted(path for path in FRONT_END.rglob("*.js") if path.name != "guard.js")  # which is a script
NAMED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|var|class) +(\w+)", re.MULTILINE)
SEVERAL = re.compile(r"^(?:export )?(?:const|let|var) +[{\[]([^}\]]+)[}\]] *=", re.MULTILINE)
IMPORTS = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";$', re.MULTILINE)
EXPORTS = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) +(\w+)", re.MULTILINE)
ENTRIES = ["page.js", "widget.js"]


def _list_names(text: str) -> list[str]:
    """Return the names that a module gives at its top level, where nothing is indented."""
    return NAMED.findall(text) + [
        name.split(":")[-1].strip()
        for found in SEVERAL.findall(text)
        for name in found.split(",")
        if name.strip()
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FRONT_END).as_posix())
def test_no_module_gives_a_name_twice(path) -> None:
    """What it imports and what it names stand in one scope: the browser would refuse the second."""
    text = path.read_text(encoding="utf-8")
    imported = [
        name.strip() for names, _ in IMPORTS.findall(text) for name in names.split(",") if name.strip()
    ]
    names = _list_names(text) + imported
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FRONT_END).as_posix())
def test_every_import_is_resolved(path) -> None:
    """What a module imports is exported, under that name, by a module that there is."""
    for names, file in IMPORTS.findall(path.read_text(encoding="utf-8")):
        exported = (path.parent / file).resolve().read_text(encoding="utf-8")
        for name in filter(None, (one.strip() for one in names.split(","))):
            assert re.search(
                rf"^export (?:async )?(?:function\*?|const|let|class) +{name}\b", exported, re.MULTILINE
            ), f"{file} exports no {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FRONT_END).as_posix())
def test_modules_are_written_so_that_they_can_be_joined(path) -> None:
    """Every import is of the one form that is resolved, and names nothing anew."""
    text = path.read_text(encoding="utf-8")
    assert len(re.findall(r"^import\b", text, re.MULTILINE)) == len(IMPORTS.findall(text))
    assert not [names for names, _ in IMPORTS.findall(text) if " as " in names]
    assert not re.search(r"\bimport\(|^export (?:\{|\*)", text, re.MULTILINE)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_bundle_imports_nothing_and_exports_what_its_host_asks_for(entry: str) -> None:
    """A page exports nothing, a widget its default; neither could load a module."""
    text = bundle_modules(entry)
    assert not re.search(r"^import\b", text, re.MULTILINE)
    assert re.findall(r"^export .*", text, re.MULTILINE) == (
        [] if entry == "page.js" else ["export default {"]
    )


@pytest.mark.parametrize("entry", [*ENTRIES, "guard.js"])
def test_no_script_ends_the_element_that_it_stands_in(entry: str) -> None:
    """What HTML would read as its own stands in no script; no line end is changed when it is parsed."""
    text = bundle_modules(entry)
    assert [one for one in ("</script", "<!--", "\r", "\0") if one in text.lower()] == []


def test_modules_stand_behind_those_that_they_import() -> None:
    """A constant is there before it is used."""
    text = bundle_modules("page.js")
    places = [text.index(f"function {name}(") for name in ("html", "startExplorer", "readModel")]
    assert places == sorted(places)


def test_a_circle_of_imports_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The modules that go round are named."""
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.js").write_text(f'import {{ x }} from "./{other}.js";\n', encoding="utf-8")
    monkeypatch.setattr("analysttools.explorer.bundle.FRONT_END", tmp_path)
    with pytest.raises(ValueError, match=r"in a circle: a\.js > b\.js > a\.js$"):
        bundle_modules("a.js")


def _without_imports(text: str) -> str:
    return IMPORTS.sub("", text)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(FRONT_END).as_posix())
def test_every_import_is_used(path) -> None:
    """A module names what it rests on, and no more."""
    text = path.read_text(encoding="utf-8")
    imported = [name.strip() for names, _ in IMPORTS.findall(text) for name in names.split(",")]
    body = _without_imports(text)
    assert [name for name in imported if name and not re.search(rf"\b{name}\b", body)] == []


def test_every_export_is_imported_by_another_module() -> None:
    """What one module alone uses is its own."""
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    imported = {
        ((path.parent / file).resolve(), name.strip())
        for path, text in texts.items()
        for names, file in IMPORTS.findall(text)
        for name in names.split(",")
    }
    exported = {(path, name) for path, text in texts.items() for name in EXPORTS.findall(text)}
    assert sorted(f"{path.name}: {name}" for path, name in exported - imported) == []
