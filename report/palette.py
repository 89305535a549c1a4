"""The report's colours, in one place: the style sheet and the charts take them from here.

Text has a contrast of at least 4.5 to 1 against what it stands on, marks of charts and edges of at least 3 to 1
(WCAG 2.2, success criteria 1.4.3 and 1.4.11).
"""

from __future__ import annotations

TEXT_CONTRAST = 4.5
MARK_CONTRAST = 3.0

COLOURS = {
    "ink": "#22272b",
    "muted": "#545e66",
    "paper": "#ffffff",
    "band": "#f1f4f6",
    "edge": "#c3cad0",
    "grid": "#dfe4e8",
    "strong-edge": "#707b83",
    "head": "#003c57",
    "link": "#0b5a8f",
    "visited": "#5b3a7a",
    "focus": "#b35c00",
    "target": "#fff2c7",
    "alarm": "#a3161f",
}
"""By what they are for. `edge` and `grid` only part and guide, and carry no meaning."""

SERIES = ("#7a858d", "#2a7f9e", "#0b5a8f", "#b35c00", "#6b3f8c", "#2f7d4f", "#a3161f", "#8a6d00")
"""Marks of charts: the first ones for quarters as they come, the fourth for how it ended."""

PALE = "#b9cfdc"
"""The bar of a budget, with an edge of its own, behind what was spent of it."""

TEXT_PAIRS = (
    ("ink", "paper"),
    ("ink", "band"),
    ("ink", "target"),
    ("muted", "paper"),
    ("muted", "band"),
    ("paper", "head"),
    ("link", "paper"),
    ("link", "band"),
    ("link", "target"),
    ("visited", "paper"),
    ("visited", "band"),
    ("visited", "target"),
    ("alarm", "paper"),
    ("alarm", "band"),
    ("alarm", "target"),
)
"""Every text colour, with every ground that it stands on."""

MARK_PAIRS = (("focus", "paper"), ("focus", "band"), ("strong-edge", "paper"))


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, from 0 to 1, as WCAG 2.2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def style_sheet() -> str:
    """The colours as properties for the style sheet."""
    return ":root {\n" + "".join(f"  --{name}: {colour};\n" for name, colour in COLOURS.items()) + "}\n"
