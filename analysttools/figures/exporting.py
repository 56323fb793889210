"""A saved figure for a slide, a post or a page of print: laid out anew, with its sources inside.

Belongs here: copies of saved figures for other places. Does not belong here: saving a figure with its record.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as escape_markup
from xml.sax.saxutils import quoteattr

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysttools.arguments import KINDS, TRUTH, Kind, checked
from analysttools.charts.drawing.layout import dots_of, figure_of
from analysttools.charts.drawing.redrawing import without_credit
from analysttools.charts.drawing.style import styled
from analysttools.errors import BREAKS, describe_list, did_you_mean, escape, quoted
from analysttools.figures.alt_text import format_alt
from analysttools.figures.gallery import list_records
from analysttools.figures.kept_figures import KeptFigure, kept_figures
from analysttools.figures.marks import read_marks
from analysttools.figures.records import clean, require_name, sha256
from analysttools.figures.rendering import draw_drawing, draw_picture
from analysttools.figures.saving import with_marks
from analysttools.files.atomic_write import find_stage, write_together

FORMATS = ("png", "svg", "pdf", "jpg", "tiff")
# More dots than these are more than a poster of one metre at 200 to the inch, and than memory should hold.
MOST_DOTS = 100_000_000
_DOTTED = ("png", "jpg", "tiff")
# Of JPEG; tags of TIFF for words about the picture, and for XMP.
_QUALITY, _DESCRIPTION, _XMP = 92, 270, 700
_ADVICE = 'Write ["png", "pdf"]'
_FORMATS = Kind(
    f"must be a list of some of: {', '.join(FORMATS)}",
    lambda value: isinstance(value, list | tuple) and all(isinstance(one, str) for one in value),
    _ADVICE,
    lambda value: bool(value) and set(value) <= set(FORMATS),
)


@checked(formats=_FORMATS, credit=TRUTH, size=KINDS["size"], dpi=KINDS["dpi"])
@styled
def export_figure(
    name: str,
    *,
    folder: str | Path,
    size: str | float | None = None,
    dpi: float | None = None,
    formats: Sequence[str] = ("png",),
    credit: bool = True,
) -> list[Path]:
    """Draw a saved figure anew for a slide, a post or print, and write it where it leaves the project.

    The figure is one that `save_figure` saved in this session: its record stays what stands behind the copy,
    whose metadata name it with the digest of its rows and marks. The chart is laid out for its new size from
    the same rows; nothing is stretched. A picture of an earlier session cannot be laid out anew: run the cell
    that draws and saves it first. Inside each file are title, sources, and the alt text: as its title in SVG,
    as the alt text of XMP in PNG, JPEG and TIFF, as the subject in PDF. The same figure gives the same bytes.
    In a notebook that `run_notebooks` runs the files wait until it has passed.

    Parameters
    ----------
    name : str
        Name of the saved figure.
    folder : str or path
        Where to write ``<name>-<size>.<format>``; made if it is not there. Not one of saved figures: a
        picture there has a record.
    size : {"column", "half", "slide", "social"} or float, optional
        As charts take it, or a width in inches. None: the one that it was saved at, and the files are
        called ``<name>.<format>``.
    dpi : float, optional
        Dots per inch of PNG, JPEG and TIFF, 300 or more for print. None: those of the size.
    formats : sequence of {"png", "svg", "pdf", "jpg", "tiff"}, optional
        What to write. They are written together: if one cannot be, none is.
    credit : bool, optional
        Whether the sources and the last day of what they say stand at the foot. False where the text
        around it says them: they stay in the metadata, and their room goes to the chart.

    Returns
    -------
    list of Path
        The files, in the order of `formats`.

    Raises
    ------
    ValueError
        If no figure of that name was saved in this session, it stands on Axes of the user's own, it or its
        rows were changed after it was drawn, it does not fit the size, or would have too many dots.
    FileExistsError
        If the folder has saved figures, or a file there is not an earlier export of this figure.
    OSError
        If a file cannot be written; the old ones stand.

    Examples
    --------
    >>> import tempfile
    >>> from analysttools import export_figure, load_case, plot_estimates, save_figure, with_names
    >>> case = load_case("tests/cases/strait")
    >>> claims = with_names(case.claims[case.claims["claim_id"].eq("guard-killed")], case)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save_figure(plot_estimates(claims), "demo", claims, title="One.", folder=folder)
    ...     files = export_figure("demo", size="slide", formats=["png", "pdf"], folder=f"{folder}/talk")
    >>> [path.name for path in files]
    ['demo-slide.png', 'demo-slide.pdf']
    """
    require_name(name, "export_figure")
    figure = _find_figure(name)
    _require_same(name, figure)
    stem = name if size is None else f"{name}-{size if isinstance(size, str) else f'{size:g}in'}"
    formats = list(dict.fromkeys(formats))
    folder, place = Path(folder), find_stage(Path(folder))
    if place is not None:
        _require_free(place, folder, name, [f"{stem}.{one}" for one in formats])
    drawn = figure_of(_redraw(name, figure, size, dpi, credit=credit))
    if set(formats) & set(_DOTTED):
        _require_few_dots(drawn, name)
    alt = _describe(drawn, figure)
    contents = {f"{stem}.{one}": _draw(drawn, figure, alt, one) for one in formats}
    if place is not None:
        write_together({place / file: content for file, content in contents.items()})
    return [folder / file for file in contents]


def _find_figure(name: str) -> KeptFigure:
    """Return how a figure was saved."""
    kept = kept_figures()
    if name not in kept:
        saved = f"Saved are: {', '.join(sorted(kept))}. {did_you_mean(name, kept)}" if kept else ""
        raise ValueError(
            f"export_figure: no figure {quoted(name)} was saved in this session, and a picture of an earlier "
            f"one cannot be laid out anew. {saved}Run the cell that draws it and calls save_figure, then "
            "export it"
        )
    return kept[name]


def _redraw(
    name: str, figure: KeptFigure, size: str | float | None, dpi: float | None, *, credit: bool
) -> Axes:
    """Draw the chart again, for its size."""
    changed: dict[str, Any] = {} if dpi is None else {"dpi": dpi}
    if size is not None:
        changed = {"size": size, "dpi": dpi}
    if figure.redraw is None:
        raise ValueError(
            f"export_figure: {name} stands on Axes that its chart was given (ax=), and cannot be laid out "
            "anew. Draw it without ax, and save it"
        )
    with nullcontext() if credit else without_credit():
        try:
            return figure.redraw(**changed)
        except ValueError as error:
            raise ValueError(f"export_figure: {name} cannot be drawn for this size. {error}") from error


def _require_same(name: str, figure: KeptFigure) -> None:
    """Check that drawing the chart again gives what was saved, to the byte."""
    again = figure_of(_redraw(name, figure, None, None, credit=True))
    if sha256(draw_drawing(again, figure.embedded, figure.lang)) != figure.drawing:
        raise ValueError(
            f"export_figure: {name} was changed after its chart was drawn, or what was drawn was, and the "
            "change would be lost in another layout. Draw the chart as it is to be, save it, and export it"
        )


def _require_free(place: Path, folder: Path, name: str, files: list[str]) -> None:
    """Check that nothing is lost: no saved figure, and no file that is not an export of this one."""
    if place.is_dir() and list_records(place):
        raise FileExistsError(
            f"export_figure: {folder} has saved figures with their records, and {files[0]} would be one "
            'without. Export into another folder: folder="exports"'
        )
    mark = f"{name} sha256:".encode()
    others = [file for file in files if (place / file).is_file() and mark not in (place / file).read_bytes()]
    if others:
        raise FileExistsError(
            f"export_figure: {describe_list([str(folder / file) for file in others])} would be overwritten, "
            f"and is not an export of {name}. Move it away, or export into another folder"
        )


def _require_few_dots(figure: Figure, name: str) -> None:
    """Check that the picture has no more dots than can be held."""
    width, height = (round(inches * dots_of(figure)) for inches in figure.get_size_inches())
    if width * height > MOST_DOTS:
        raise ValueError(
            f"export_figure: {name} would be {width:,} by {height:,} dots, and a picture has at most "
            f'{MOST_DOTS:,}. Lower dpi, or export it as a drawing: formats=["svg", "pdf"]'
        )


def _describe(drawn: Figure, figure: KeptFigure) -> str:
    """Return the alt text of a figure at its new size: a smaller one may show fewer rows."""
    shown = with_marks(read_marks(drawn.axes), figure.rows)
    return clean(format_alt(figure.embedded["Title"], shown, figure.lang))


def _draw(drawn: Figure, figure: KeptFigure, alt: str, form: str) -> bytes:
    """Return the bytes of one format, with what is behind it and the alt text inside."""
    embedded, file = figure.embedded, io.BytesIO()
    xmp = _format_xmp(figure, alt)
    if form == "svg":
        drawing = draw_drawing(drawn, {**embedded, "Title": alt}, figure.lang).decode()
        return escape(drawing, keep=BREAKS).encode()
    if form == "png":
        return draw_picture(drawn, {**embedded, "XML:com.adobe.xmp": xmp}, dots_of(drawn))
    if form == "pdf":
        said = {"Title": embedded["Title"], "Subject": alt, "Author": embedded["Source"]}
        nobody = dict.fromkeys(["Creator", "Producer", "CreationDate"])
        drawn.savefig(file, format="pdf", metadata={**said, "Keywords": embedded["Identifier"], **nobody})
        return file.getvalue()
    packing: dict[str, Any] = {"quality": _QUALITY, "subsampling": 0, "xmp": xmp.encode()}
    if form == "tiff":
        packing = {"compression": "tiff_deflate", "tiffinfo": {_DESCRIPTION: alt, _XMP: xmp.encode()}}
    drawn.savefig(file, format=form, dpi=dots_of(drawn), pil_kwargs=packing)
    return file.getvalue()


def _format_xmp(figure: KeptFigure, alt: str) -> str:
    """Write title, alt text, sources and name as XMP, where programs that show pictures look for them."""
    lang, said = quoteattr(figure.lang), figure.embedded
    fields = {
        "dc:title": said["Title"],
        "dc:description": said["Description"],
        "Iptc4xmpCore:AltTextAccessibility": alt,
    }
    texts = "".join(
        f"<{field}><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{escape_markup(text)}</rdf:li>'
        f"<rdf:li xml:lang={lang}>{escape_markup(text)}</rdf:li></rdf:Alt></{field}>"
        for field, text in fields.items()
    )
    plain = {"dc:source": said["Source"], "dc:identifier": said["Identifier"]}
    texts += "".join(f"<{field}>{escape_markup(text)}</{field}>" for field, text in plain.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f"{texts}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
