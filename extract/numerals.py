"""Numbers as finance papers print them.

`(1,029)`, `-512`, `- 40`, `(0.0)`, `£7.4m`, `(£0.6m)`, `49.73%`, `760 F`, `-` for nil. A number carries the
precision it was printed with, because tolerance comes from what is printed and from nothing else.
Numbers in words belong to prose and are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MOST_CHARACTERS = 40  # a longer text is no number
SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "mn": 6, "bn": 9, "billion": 9}
_DASHES = "-‐‑‒–—−"
_NUMBER = re.compile(
    r"""^\s*
    (?P<open>[(\[]\s*)?
    (?P<sign>[-‐‑‒–—−+]\s*)?
    (?P<pound>£\s*)?
    (?P<sign2>[-‐‑‒–—−+]\s*)?
    (?P<open2>\(\s*)?
    (?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<point>\.\d+)?
    \s*(?P<scale>k|m|mn|bn|thousand|million|billion)?
    \s*(?P<percent>%|per\ cent|percent)?
    \s*(?P<trail>[-‐‑‒–—−])?
    \s*(?P<close>[)\]]+)?
    \s*(?P<percent2>%)?
    \s*\(?(?P<mark>fav(?:ourable)?|adv(?:erse)?|[FA]|CR|DR)?\)?
    [*^†]?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_NIL = re.compile(rf"^\s*£?\s*(?:[{_DASHES}]{{1,2}}|nil)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed number: its value in printed units, and how finely it was printed.

    `places` is the number of decimals printed, `scale` a power of ten from a suffix (`m` is 6).
    `pounds` and `percent` say which marks stood at the number itself; `adverse` whether a letter
    marks it as adverse (`A`) or favourable (`F`).
    """

    value: Decimal
    places: int
    scale: int = 0
    pounds: bool = False
    percent: bool = False
    nil: bool = False
    adverse: bool | None = None

    @property
    def signed(self) -> Decimal:
        """The value; of a number that a letter marks as adverse or favourable, positive where it is adverse."""
        if self.adverse is None:
            return self.value
        return abs(self.value) if self.adverse else -abs(self.value)

    @property
    def half_unit(self) -> Decimal:
        """Half a unit of the last printed place, before any scale."""
        return Decimal(5).scaleb(-self.places - 1)


def parse_numeral(text: str) -> Numeral | None:
    """Read one cell as a number, or return None.

    A lone dash or `nil` is zero, as in finance tables; an empty cell is no number at all.
    """
    text = " ".join(text.split())  # runs of spaces would make the pattern below try them in every way
    if len(text) > MOST_CHARACTERS or not text or (text[0].isalpha() and text[0] not in "nN"):
        return None
    if _NIL.match(text):
        return Numeral(Decimal(0), 0, nil=True)
    match = _NUMBER.match(text)
    if match is None or not (match["digits"] or match["point"]):
        return None
    if match["digits"] and len(match["digits"]) > 1 and not match["digits"].strip("0") and not match["point"]:
        return None  # `£000` names a unit
    mark = (match["mark"] or "").lower()
    if mark and not match["digits"]:
        return None
    opened = bool(match["open"] or match["open2"])
    if opened != bool(match["close"]):
        return None
    digits = (match["digits"] or "0").replace(",", "")
    point = match["point"] or ""
    value = Decimal(digits + point)
    minus = any((match[name] or "").strip() not in ("", "+") for name in ("sign", "sign2", "trail"))
    if opened or minus or mark == "cr":
        value = -value
    if not value:
        value = abs(value)
    return Numeral(
        value=value,
        places=max(len(point) - 1, 0),
        scale=SCALES.get((match["scale"] or "").lower(), 0),
        pounds=bool(match["pound"]),
        percent=bool(match["percent"] or match["percent2"]),
        adverse={"a": True, "f": False}.get(mark[:1]),
    )


def split_jammed(text: str, count: int, places: int | None) -> Iterator[tuple[str, ...]]:
    """Every way to cut a run of jammed numbers into `count` numbers, in order.

    `1.295.296.4(0.9)` in four with one decimal has one cut. With `places` given, only cuts whose
    numbers all have that many decimals are tried; commas must group by three. Yields texts.
    """
    compact = text.replace(" ", "")

    def cut(start: int, left: int) -> Iterator[tuple[str, ...]]:
        if left == 0:
            if start == len(compact):
                yield ()
            return
        for end in range(start + 1, len(compact) - left + 2):
            piece = compact[start:end]
            if len(piece) > 14:
                return
            numeral = parse_numeral(piece)
            if numeral is None or numeral.nil or (places is not None and numeral.places != places):
                continue
            if re.match(r"^\(?-?0\d", piece):
                continue
            for rest in cut(end, left - 1):
                yield (piece, *rest)

    yield from cut(0, count)
