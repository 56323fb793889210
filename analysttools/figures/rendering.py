"""The bytes of a picture (PNG) and of a drawing (SVG), the same for the same figure.

Belongs here: how a figure becomes files. Does not belong here: what is said of it.
"""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.transforms import Bbox
from PIL import Image
from PIL.PngImagePlugin import PngInfo

# The charts have few colours; most others are those of the edges of letters. So many are kept as they are,
# and one of each cell that is so wide in red, green and blue.
EXACT, CELL = 48, 32
# One step below the most that can be packed: less than a hundredth more bytes in a third of the time.
PACKING_LEVEL = 8


def draw_files(
    figure: Figure, name: str, embedded: dict[str, str], lang: str, dpi: float
) -> dict[str, bytes]:
    """Draw the picture and the drawing, with what is behind them inside; give the bytes by file name."""
    drawing = draw_drawing(figure, embedded, lang)
    return {f"{name}.png": draw_picture(figure, embedded, dpi), f"{name}.svg": drawing}


def draw_drawing(figure: Figure, embedded: dict[str, str], lang: str) -> bytes:
    """Draw the drawing (SVG), with what is behind it inside."""
    _settle_layout(figure)
    svg = io.BytesIO()
    metadata = {"Date": None, "Creator": None, "Language": lang, **embedded}
    figure.savefig(svg, format="svg", metadata=metadata)
    return svg.getvalue()


def draw_picture(figure: Figure, embedded: dict[str, str], dpi: float) -> bytes:
    """Draw the picture in few colours, each other as the nearest of them, for a third of the bytes."""
    _settle_layout(figure)
    raw, png = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, format="rgba", dpi=dpi)
    width, height = (int(pixels) for pixels in figure.get_size_inches() * dpi)
    colours, places = _reduce(np.frombuffer(raw.getvalue(), dtype="<u4"))
    picture = Image.frombytes("P", (width, height), places.tobytes())
    picture.putpalette(colours.tobytes())
    said = PngInfo()
    for key, text in embedded.items():
        said.add_itxt(key, text)
    picture.save(png, "PNG", pnginfo=said, dpi=(dpi, dpi), compress_level=PACKING_LEVEL)
    return png.getvalue()


def _reduce(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the colours to keep, and for each pixel the place of the nearest among them.

    Kept are the most frequent, and the most frequent of each part of the space of colours: else the many
    greys at the edges of letters would leave no place for the colour of a single mark.
    """
    codes, packed = pd.factorize(pixels)
    counts = np.bincount(codes)
    order = np.lexsort((packed, -counts))
    every = np.stack([packed >> shift & 255 for shift in (0, 8, 16)], axis=1)[order].astype(np.int32)
    _, first = np.unique(every // CELL @ np.array([1 << 16, 1 << 8, 1]), return_index=True)
    kept = np.union1d(np.arange(min(EXACT, len(every))), np.sort(first)[: 256 - EXACT])
    nearest = np.empty(len(every), dtype=np.uint8)
    nearest[order] = ((every[:, None, :] - every[None, kept, :]) ** 2).sum(axis=2).argmin(axis=1)
    return every[kept].astype(np.uint8), nearest[codes]


def _settle_layout(figure: Figure) -> None:
    """Place the panels of a figure that has a layout engine once and for all, on round numbers.

    The charts' own figures have none. The solver gives positions that differ in their last digits from
    process to process, and the ids of clip paths in the SVG are made from all digits.
    """
    if isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine | None):
        return
    figure.draw_without_rendering()
    places = {ax: ax.get_position() for ax in figure.axes}
    figure.set_layout_engine("none")
    for ax, place in places.items():
        ax.set_position(Bbox(place.get_points().round(4)))
