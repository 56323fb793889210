"""A saved figure leaves the house: laid out anew, with its sources, in formats of others; what is refused."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image

import analysttools as at
from analysttools.figures import exporting, kept_figures
from analysttools.figures.exporting import FORMATS

IDS = ["pentagon-2024-11-04-kursk", "state-2024-11-04-kursk", "zelensky-2024-11-04-kursk"]
ALT = "In Kursk. Chart of 3 claims."


@pytest.fixture
def figures(claims: pd.DataFrame, tmp_path: Path) -> Path:
    """Return a folder with the saved figure ``november``, which this session remembers alone."""
    kept_figures._KEPT.clear()
    rows = claims.loc[IDS]
    at.save_figure(at.plot_estimates(rows, title="In Kursk."), "november", rows, folder=tmp_path / "figures")
    return tmp_path / "figures"


def _export(folder: Path, **asked: object) -> list[Path]:
    return at.export_figure("november", folder=folder, **asked)


def _open(path: Path) -> Image.Image:
    return Image.open(BytesIO(path.read_bytes()))


def _words(path: Path) -> str:
    """Return the texts of a drawing that matplotlib keeps as comments beside their outlines."""
    return " ".join(re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("size", "dots"),
    [("slide", (1600, 900)), ("social", (1200, 675)), ("half", (864, None)), (5, (600, None))],
)
def test_it_is_laid_out_for_its_size(figures: Path, tmp_path: Path, size: object, dots: tuple) -> None:
    """The picture has the dots of a slide, a post, half a column, or a width in inches."""
    (path,) = _export(tmp_path / "out", size=size)
    width, height = _open(path).size
    assert (width, height) == (dots[0], dots[1] or height)
    assert path.name == f"november-{size if isinstance(size, str) else '5in'}.png"


def test_without_a_size_it_is_the_saved_picture(figures: Path, tmp_path: Path) -> None:
    """The dots of the picture are those of the saved one."""
    (path,) = _export(tmp_path / "out")
    ours, saved = _open(path), _open(figures / "november.png")
    assert path.name == "november.png"
    assert ours.convert("RGB").tobytes() == saved.convert("RGB").tobytes()


def test_print_has_the_dots_that_are_asked_for(figures: Path, tmp_path: Path) -> None:
    """Half a column is 3.6 inches: 2,160 dots at 600 to the inch, which the file says."""
    png, tiff, jpg = (
        _open(path) for path in _export(tmp_path, size="half", dpi=600, formats=["png", "tiff", "jpg"])
    )
    assert {png.width, tiff.width, jpg.width} == {2160}
    assert {round(one.info["dpi"][0]) for one in (png, tiff, jpg)} == {600}


def test_every_format_opens_as_what_it_is(figures: Path, tmp_path: Path) -> None:
    """Pictures in Pillow, the drawing as XML, the PDF by its first and last bytes."""
    paths = dict(zip(FORMATS, _export(tmp_path / "out", formats=FORMATS), strict=True))
    assert [_open(paths[one]).format for one in ("png", "jpg", "tiff")] == ["PNG", "JPEG", "TIFF"]
    assert ET.parse(paths["svg"]).getroot().tag.endswith("svg")  # noqa: S314
    pdf = paths["pdf"].read_bytes()
    assert (pdf[:5], pdf.rstrip()[-5:]) == (b"%PDF-", b"%%EOF")


def test_the_same_figure_gives_the_same_bytes(figures: Path, tmp_path: Path) -> None:
    """Twice into two folders, all formats, no byte apart: no time, no path, no machine."""
    one, two = (_export(tmp_path / name, size="slide", formats=FORMATS) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_sources_and_their_last_day_stand_at_the_foot(figures: Path, tmp_path: Path) -> None:
    """As in the saved figure."""
    (path,) = _export(tmp_path / "out", size="slide", formats=["svg"])
    assert re.search(r"Sources: .*Mosaic News.*As of .*2024", _words(path))


def test_without_credit_the_line_goes_and_the_metadata_stay(figures: Path, tmp_path: Path) -> None:
    """No word of sources is drawn, its room is the chart's, the publishers stand in the metadata."""
    with_it, without = (
        _export(tmp_path / str(credit), credit=credit, formats=["svg", "png"]) for credit in (True, False)
    )
    assert "Sources" not in _words(without[0])
    assert _open(without[1]).height < _open(with_it[1]).height
    assert "Mosaic News" in _open(without[1]).text["Source"]


def test_charts_after_an_export_without_credit_have_theirs(
    figures: Path, tmp_path: Path, claims: pd.DataFrame
) -> None:
    """The setting is left as it was, also when the export fails."""
    with pytest.raises(ValueError, match="Lower dpi"):
        _export(tmp_path, credit=False, dpi=1e6)
    texts = [text.get_text() for text in at.plot_estimates(claims.loc[IDS]).figure.findobj(Text)]
    assert any(text.startswith("Sources: ") for text in texts)


def test_alt_text_is_where_each_format_has_a_place(figures: Path, tmp_path: Path) -> None:
    """The title of SVG, XMP of PNG, JPEG and TIFF, the subject of PDF."""
    paths = dict(zip(FORMATS, _export(tmp_path / "out", formats=FORMATS), strict=True))
    drawing = ET.parse(paths["svg"]).getroot()  # noqa: S314
    title = drawing.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == ALT
    for form in ("png", "jpg", "tiff"):
        found = re.search(r"AltTextAccessibility>(.*?)</Iptc4", paths[form].read_bytes().decode("latin-1"))
        assert found, form
        assert f">{ALT}<" in found[1]
    assert f"/Subject ({ALT})".encode() in paths["pdf"].read_bytes()


def test_every_file_names_the_record_behind_it(figures: Path, tmp_path: Path) -> None:
    """The name of the figure and the digest that stands in its record."""
    digest = at.figures.records.read_record(figures / "november.json")["digest"]
    paths = _export(tmp_path / "out", formats=FORMATS)
    assert all(f"november sha256:{digest}".encode() in path.read_bytes() for path in paths)


def test_an_export_is_written_over_by_the_next(figures: Path, tmp_path: Path, claims: pd.DataFrame) -> None:
    """Of the same figure: with other rows, too."""
    (path,) = _export(tmp_path / "out")
    before, rows = path.read_bytes(), claims.loc[IDS[:2]]
    at.save_figure(at.plot_estimates(rows, title="In Kursk."), "november", rows, folder=figures)
    _export(tmp_path / "out")
    assert path.read_bytes() != before


def test_it_rests_on_the_rows_as_they_were_drawn(figures: Path, tmp_path: Path, claims: pd.DataFrame) -> None:
    """What becomes of the caller's frame after the chart was drawn changes nothing."""
    rows = claims.loc[IDS].copy()
    at.save_figure(at.plot_estimates(rows, title="In Kursk."), "twin", rows, folder=figures)
    rows.loc[IDS[0], "low"] = 1.0
    (twin,) = at.export_figure("twin", size="slide", folder=tmp_path / "out")
    (path,) = _export(tmp_path / "out", size="slide")
    assert _open(twin).tobytes() == _open(path).tobytes()


def _fails(error: type[Exception], message: str, name: str = "november", **asked: object) -> None:
    with pytest.raises(error) as caught:
        at.export_figure(name, **asked)
    assert str(caught.value) == message


def test_a_figure_that_was_not_saved_is_refused(figures: Path, tmp_path: Path) -> None:
    """Those that were saved are named, the nearest is suggested."""
    _fails(
        ValueError,
        'export_figure: no figure "novembre" was saved in this session, and a picture of an earlier one '
        'cannot be laid out anew. Saved are: november. Did you mean "november"? Run the cell that draws it '
        "and calls save_figure, then export it",
        name="novembre",
        folder=tmp_path,
    )


def test_where_none_was_saved_none_is_named(figures: Path, tmp_path: Path) -> None:
    """A new session knows of no figure, though files of one stand."""
    kept_figures._KEPT.clear()
    _fails(
        ValueError,
        'export_figure: no figure "november" was saved in this session, and a picture of an earlier one '
        "cannot be laid out anew. Run the cell that draws it and calls save_figure, then export it",
        folder=tmp_path,
    )


def test_a_name_of_another_form_is_refused(figures: Path, tmp_path: Path) -> None:
    """As by save_figure, in the name of this function."""
    _fails(
        ValueError,
        'export_figure: the name "../x" is not of the form 01-arrivals-by-week: lower-case letters, digits '
        "and single hyphens",
        name="../x",
        folder=tmp_path,
    )


def test_a_chart_on_the_users_axes_is_refused(figures: Path, tmp_path: Path, claims: pd.DataFrame) -> None:
    """Nothing tells how they were laid out."""
    rows, (figure, ax) = claims.loc[IDS], plt.subplots()
    at.save_figure(at.plot_estimates(rows, ax=ax), "own", rows, title="In Kursk.", folder=figures)
    plt.close(figure)
    _fails(
        ValueError,
        "export_figure: own stands on Axes that its chart was given (ax=), and cannot be laid out anew. Draw "
        "it without ax, and save it",
        name="own",
        folder=tmp_path,
    )


def test_a_chart_that_was_added_to_is_refused(figures: Path, tmp_path: Path, claims: pd.DataFrame) -> None:
    """What was written into the picture by hand would be lost."""
    rows = claims.loc[IDS]
    ax = at.plot_estimates(rows, title="In Kursk.")
    ax.figure.text(0.5, 0.5, "Look here")
    at.save_figure(ax, "noted", rows, folder=figures)
    _fails(
        ValueError,
        "export_figure: noted was changed after its chart was drawn, or what was drawn was, and the change "
        "would be lost in another layout. Draw the chart as it is to be, save it, and export it",
        name="noted",
        folder=tmp_path,
    )


def test_a_chart_that_does_not_fit_is_refused(figures: Path, tmp_path: Path, claims: pd.DataFrame) -> None:
    """With the heights, and what to do; nothing is written."""
    rows = pd.concat([claims.loc[IDS].assign(claim_id=[f"{one}-{n}" for one in IDS]) for n in range(6)])
    at.save_figure(at.plot_estimates(rows), "many", rows, title="Many.", folder=figures)
    with pytest.raises(ValueError, match=r"^export_figure: many cannot be drawn for this size\. plot_"):
        at.export_figure("many", size="social", folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_too_many_dots_are_refused(figures: Path, tmp_path: Path) -> None:
    """Before any is drawn; drawings have none."""
    _fails(
        ValueError,
        "export_figure: november would be 20,000 by 11,250 dots, and a picture has at most 100,000,000. "
        'Lower dpi, or export it as a drawing: formats=["svg", "pdf"]',
        size="slide",
        dpi=2000,
        folder=tmp_path / "out",
    )
    assert _export(tmp_path / "out", size="slide", dpi=2000, formats=["pdf"])


@pytest.mark.parametrize("formats", [["gif"], [], "png", ["png", 1]])
def test_formats_that_there_are_not_are_refused(figures: Path, tmp_path: Path, formats: object) -> None:
    """With all that there are."""
    with pytest.raises(TypeError) as caught:
        _export(tmp_path, formats=formats)
    assert str(caught.value).partition(", but ")[2] == (
        'must be a list of some of: png, svg, pdf, jpg, tiff. Write ["png", "pdf"]'
    )


def test_a_folder_of_saved_figures_is_refused(figures: Path) -> None:
    """No file there changes, and none comes."""
    before = {path.name: path.read_bytes() for path in figures.iterdir()}
    _fails(
        FileExistsError,
        f"export_figure: {figures} has saved figures with their records, and november.png would be one "
        'without. Export into another folder: folder="exports"',
        folder=figures,
    )
    assert {path.name: path.read_bytes() for path in figures.iterdir()} == before


def test_a_file_that_is_no_export_is_kept(figures: Path, tmp_path: Path) -> None:
    """A photograph of that name stands, and no other format is written."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "november.pdf").write_bytes(b"mine")
    _fails(
        FileExistsError,
        f"export_figure: {tmp_path}/out/november.pdf would be overwritten, and is not an export of november. "
        "Move it away, or export into another folder",
        folder=tmp_path / "out",
        formats=["png", "pdf"],
    )
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["november.pdf"]


def test_if_one_file_cannot_be_written_none_is(figures: Path, tmp_path: Path) -> None:
    """A folder stands in the place of the second."""
    (tmp_path / "out" / "november.pdf").mkdir(parents=True)
    with pytest.raises(IsADirectoryError, match=r"november\.pdf"):
        _export(tmp_path / "out", formats=["png", "pdf"])
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["november.pdf"]


def test_under_a_regression_test_nothing_is_written(
    figures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names are told as ever."""
    monkeypatch.setattr(exporting, "find_stage", lambda _: None)
    assert [path.name for path in _export(tmp_path / "out")] == ["november.png"]
    assert not (tmp_path / "out").exists()
