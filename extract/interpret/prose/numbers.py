"""Numbers as prose prints them: money, percentages, counts, ranks, multiples, in digits and in words.

`£0.4m`, `c. £110k`, `(£1.86m)`, `8-10%`, `ninety-five per cent`, `one-tenth of one percent`, `42nd out of 43`,
`fourfold`, `halved`. What is written in digits but counts nothing (a date, a time, a paragraph, a telephone
number, an age, a postcode) is passed by.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extract.interpret.prose.forms import Forms, folded, pieces
from extract.interpret.prose.passed_by import MONTH, OPENING_WORDS, passed_by
from extract.interpret.prose.spelled import (
    CARDINAL,
    FOLDS,
    NUMBER_WORDS,
    ORDINALS,
    PARTS,
    TENS,
    UNITS,
    WORDED,
    cardinal,
)
from extract.numerals import SCALES
from extract.vocabulary import load

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = r"(?:\s?(?:bn|billion|mn|million|thousand)|m|k)"
_PERCENT = r"(?:%|per\s?cent(?!age)|percentage\s+points?|percent(?!age)|pp\b)"
_NUMBER_BEFORE = r"(?<![\w.,£/])"
_SIGNS = "+ - – −"
_IN_WORDS = " ".join(["a", *UNITS, *TENS, *ORDINALS, *FOLDS, *PARTS, *(f"{word}fold" for word in UNITS)])

_PART_OF_MILLION = r"(?P<mpart>half|(?:a|three)[\s-]quarters?\s+of)\s+a\s+(?P<mword>million|billion)"

_FIGURES = Forms(
    (
        _IN_WORDS,
        rf"(?P<fraction>\b(?:(?P<fn>a|one|two|three|{CARDINAL})[\s-])"
        rf"(?P<fd>half|thirds?|quarters?|fifths?|tenths?|hundredth)\s+of\s+(?:one|a|1)\s?{_PERCENT})",
    ),
    (
        f"£ ( {_SIGNS}",
        rf"(?P<money>(?P<mopen>\(\s?)?(?P<msign>(?<![\d\w)%])[-–−+])?£\s?(?P<mnum>{_DIGITS})(?P<mscale>{_SCALE}\b)?"
        rf"(?:\s?(?:(?:-|–)\s?£?|to\s)(?P<mnum2>{_DIGITS})(?P<mscale2>{_SCALE}\b)?(?![\d%,]|\s?(?:{MONTH})\b))?"
        r"(?P<mclose>\s?\))?)",
    ),
    (
        f"9 {_SIGNS}",
        rf"(?P<percent>(?P<psign>(?<![\d\w)%])[-–−+])?{_NUMBER_BEFORE}(?P<pnum>{_DIGITS})"
        rf"(?:(?:\s?{_PERCENT}?\s?(?:-|–)|\s?to)\s?(?P<pnum2>{_DIGITS}))?\s?{_PERCENT})",
    ),
    (_IN_WORDS, rf"(?P<pounds>\b(?:{_PART_OF_MILLION}|{WORDED})\s+pounds\b)"),
    (_IN_WORDS, rf"(?P<pword>\b(?:{CARDINAL})\s+{_PERCENT})"),
    ("9", rf"(?P<pence>{_NUMBER_BEFORE}\d{{1,3}}(?:\.\d)?p\b)"),
    (f"9 {_IN_WORDS}", rf"(?P<fold>\b(?:(?:{CARDINAL}|\d+)[\s-]?fold|{'|'.join(FOLDS)})\b)"),
    (
        _IN_WORDS,
        r"(?P<part>\b(?:(?P<pa>a|one|two|three)[\s-])?"
        r"(?P<pb>half|thirds?|quarters?|fifths?|tenths?)\s+of\b)",
    ),
    (
        _IN_WORDS,
        r"(?P<less>\b(?P<la>a|one|two|three)[\s-](?P<lb>half|thirds?|quarters?|fifths?|sixth|eighth|tenths?)"
        r"(?=\s+(?:lower|higher|fewer|less|more|up|down|to)\b|\s*[,.;)]|\s+(?:in|on|over|since|compared|from)\b))",
    ),
    (
        f"9 {_IN_WORDS}",
        r"(?P<in>\b(?:one|two|three|four|six|seven|nine|[1-9])\s+in\s+"
        r"(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d{1,2}|100)\b"
        r"(?!\s*(?:years?|months?|weeks?|days?)\b))",
    ),
    (
        "9",
        r"(?P<lasts>(?<![\w.,£/:])(?P<lm>\d{1,3})\s*(?:minutes?|mins?)\s*(?:and\s+)?(?P<ls>\d{1,2})\s*"
        r"(?:seconds?|secs?)\b)",
    ),
    ("9", r"(?P<seconds>(?<![\w.,£/:])(?P<sn>\d{1,4}(?:\.\d+)?)[\s-]?(?:seconds?|secs?)\b)"),
    (
        f"9 {_IN_WORDS}",
        rf"(?P<rank>(?<![\w.])(?:\d{{1,3}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b)",
    ),
    (
        f"9 {_SIGNS}",
        rf"(?P<count>(?P<csign>(?<![\d\w)%])[-–−+])?{_NUMBER_BEFORE}(?P<cnum>{_DIGITS})"
        rf"(?P<cscale>\s?(?:million|thousand|billion)\b|[mk]\b)?(?:\s?(?:-|–)\s?(?P<cnum2>{_DIGITS}))?"
        r"(?![\w%/]|[:.]\d|-\w))",
    ),
    (_IN_WORDS, rf"(?P<word>\b{WORDED}\b(?!-\w|'))"),
)
_OPENING_WORDS = _FIGURES.words | OPENING_WORDS
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]{3,}")
_RANKED = re.compile(
    r"^(?:\s*\(?\s*(?:out\s+)?of\s+(?:the\s+)?(?P<of>\d{1,3})\b[^)]{0,12}\)?)?\s*[-\s]?"
    r"(?P<how>(?:\w+\s+)?(?:lowest|highest|safest|best|worst|largest|smallest|most|least|lowest[- ]funded|nationally)\b"
    r"|in\s+(?:the\s+country|england|wales|the\s+region|the\s+uk|its\s+|our\s+)|out\s+of|of\s+(?:all|the)\s+\d+)?",
    re.IGNORECASE,
)
_RANK_LINKED = re.compile(r"\b(?:from|to|and|being|now|presently|currently)\s+(?:the\s+)?$")
_IT_WAS = re.compile(
    r"\b(?:it|we|force)\s+(?:was|were|is|are|had been|has been)\s+(?:now\s+|presently\s+)?$", re.IGNORECASE
)
_RANK_BEFORE = re.compile(
    r"\b(?:ranked|ranks|ranking|position(?:ed)?|placed)\s+(?:only\s+|just\s+|now\s+)?(?:(?-i:[A-Z][\w-]+)\s+){0,3}(?:as\s+|of\s+|at\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a sentence: what kind it is, its value, and how it was hedged.

    `kind` is `money`, `percent`, `count`, `rank` or `multiple`. `bracketed` says that brackets stand close around it:
    whether they mean a minus is for its meaning to say. `rounding` is half a unit of the last printed place.
    """

    kind: str
    start: int
    end: int
    value: Decimal
    qualifier: str = "exact"
    rounding: Decimal = Decimal(0)
    bracketed: bool = False
    signed: bool = False
    worded: bool = False
    tail: str | None = None  # for a rank what is ranked by, and of how many


@cache
def _hedges() -> tuple[re.Pattern[str], dict[str, str]]:
    terms = {wording: term for term, wordings in load("prose")["hedges"].items() for wording in wordings}
    spelled = "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(terms, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s(]))(?P<h>{spelled})\.?\s*(?:a\s+|an\s+|the\s+)?\(?[-+]?$", re.IGNORECASE), terms


_BUILDS_UP_TO = re.compile(r"\b(?:build|built|building|go|going|grow|move|ramp)\s+up\s+to\s+$", re.IGNORECASE)
_FRACTION_CHANGES = re.compile(
    r"\b(?:up|down|fell|fallen|fall|falls|rose|risen|rise|grew|grown|dropped|increased?|decreased?|reduced|cut|lower|higher)\s+"
    r"(?:(?:by|of)\s+)?(?:(?:just|well|about|around|nearly|almost|over|more|less|than|roughly|some|under)\s+){0,3}$",
    re.IGNORECASE,
)
_FRACTION_OF_CHANGE = re.compile(r"\s+(?:lower|higher|fewer|less|more|up|down)\b(?!\s+(?:of|to)\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:around\s+|about\s+)?$", re.IGNORECASE)
_BETWEEN_JOINS = re.compile(r"^\s*(?:and|to|-|–)\s*$", re.IGNORECASE)


def _number(digits: str, scale: str | None) -> tuple[Decimal, Decimal]:
    """A printed number's value and half a unit of its last place."""
    plain = digits.replace(",", "")
    places = len(plain.split(".")[1]) if "." in plain else 0
    power = SCALES.get((scale or "").strip().lower(), 0)
    return Decimal(plain).scaleb(power), Decimal(5).scaleb(power - places - 1)


def _signed(value: Decimal, sign: str | None) -> Decimal:
    return -value if sign and sign != "+" else value


def mentions(text: str, marker: int = 0) -> list[Mention]:
    """The numbers of a sentence, in order. `marker` characters at its beginning number a list or a paragraph."""
    lower = folded(text)
    if not (_DIGIT.search(lower, marker) or "fold" in lower or not NUMBER_WORDS.isdisjoint(_WORD.findall(lower))):
        return []
    spans: list[tuple[int, int]] | None = None
    starts: list[int] = []
    found: list[Mention] = []
    at = marker
    parts = pieces(lower, _OPENING_WORDS)
    for place, key in _FIGURES.beginnings(lower, parts):
        match = _FIGURES.at(lower, place, key) if place >= at else None
        if match is None:
            continue
        if spans is None:
            spans = sorted(([(0, marker)] if marker else []) + passed_by(lower, parts))
            starts = [start for start, _ in spans]
        k = bisect_right(starts, match.end() - 1) - 1
        hit = next((s for s in spans[max(k - 3, 0) : k + 1] if s[0] < match.end() and match.start() < s[1]), None)
        if hit is not None and not _overrides(match, hit, lower):
            at = max(hit[1], place + 1)
            continue
        at = max(match.end(), place + 1)
        read = _read(match, text, found)
        found += read
        if read and read[-1].tail and (of := _RANKED.match(lower[match.end() :])) is not None:
            at = match.end() + of.end()
    return _ranges(found, text)


_MARKED = {"pounds", "percent", "lasts", "pword", "fraction", "fold"}


def _overrides(match: re.Match[str], masked: tuple[int, int], lower: str) -> bool:
    """Money and percentages are what their marks say, whatever stands around them."""
    if match.lastgroup == "money":
        return not lower[masked[0] : masked[1]].startswith(("£0", "£,", "http", "www"))
    return match.lastgroup in _MARKED and (masked[0] >= match.start() or masked[1] != match.end())


def _read(match: re.Match[str], text: str, before: list[Mention]) -> list[Mention]:
    hedge = _hedge(text, match.start())
    if match.lastgroup == "rank":
        return _rank(match, text, hedge, before)
    return _READERS[match.lastgroup or "count"](match, text, hedge)


def _fraction(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    """`one-tenth of one percent`."""
    value = (cardinal(match["fn"]) or Decimal(1)) / PARTS[match["fd"]]
    return [Mention("percent", *match.span(), value, hedge, Decimal("0.05"), worded=True)]


def _money(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    scale = match["mscale"] or match["mscale2"]
    value, half = _number(match["mnum"], scale)
    value = _signed(value, match["msign"])
    bracketed = bool(match["mopen"] and match["mclose"])
    start = match.start("msign") if match["msign"] else text.index("£", match.start())
    if bracketed and not match["mnum2"]:
        return [Mention("money", match.start(), match.end(), value, hedge, half, bracketed=True)]
    stop = match.end("mscale") if match["mscale"] else match.end("mnum")
    if not match["mnum2"]:
        return [Mention("money", start, stop, value, hedge, half, signed=bool(match["msign"]))]
    second, half2 = _number(match["mnum2"], match["mscale2"] or match["mscale"])
    stop2 = match.end("mscale2") if match["mscale2"] else match.end("mnum2")
    return [
        Mention("money", start, stop, value, "range", half),
        Mention("money", match.start("mnum2"), stop2, second, "range", half2),
    ]


def _percent(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    first, half = _number(match["pnum"], None)
    first = _signed(first, match["psign"])
    if not match["pnum2"]:
        return [Mention("percent", *match.span(), first, hedge, half, signed=bool(match["psign"]))]
    second, half2 = _number(match["pnum2"], None)
    return [
        Mention("percent", *match.span("pnum"), first, "range", half),
        Mention("percent", match.start("pnum2"), match.end(), second, "range", half2),
    ]


def _percent_in_words(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    value = cardinal(re.sub(_PERCENT, "", match["pword"]).strip())
    return [Mention("percent", *match.span(), value, hedge, Decimal("0.5"), worded=True)] if value is not None else []


def _pounds_in_words(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    """`half a million pounds`, `two million pounds`."""
    if match["mpart"]:
        part = {"h": Decimal("0.5"), "a": Decimal("0.25"), "t": Decimal("0.75")}[match["mpart"][0]]
        value: Decimal | None = part.scaleb(SCALES[match["mword"]])
    else:
        value = cardinal(re.sub(r"\s+pounds$", "", match["pounds"]))
    return [Mention("money", *match.span(), value, hedge, value / 20, worded=True)] if value else []


def _pence(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    value, half = _number(match["pence"][:-1], None)
    return [Mention("money", *match.span(), value / 100, hedge, half / 100)]


def _fold(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    word = match["fold"]
    if word in FOLDS:
        times = FOLDS[word]
        change = Decimal(-50) if times is None else Decimal(100 * (times - 1))
        return [Mention("percent", *match.span(), change, hedge, Decimal("0.5"), signed=True, worded=True)]
    stem = re.sub(r"[\s-]?fold$", "", word)
    value = Decimal(stem) if stem.isdigit() else cardinal(stem)
    return [Mention("multiple", *match.span(), value, hedge, Decimal("0.5"))] if value else []


def _part(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    """`two thirds of`."""
    share = _share(cardinal(match["pa"] or "a"), PARTS[match["pb"]])
    return [Mention("percent", match.start(), match.end("pb"), share, hedge, Decimal("0.5"), worded=True)]


def _lessened(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    """`almost a fifth lower`, `down by over a quarter`: only where the words around it speak of a change."""
    before = text[max(match.start() - 40, 0) : match.start()]
    if not _FRACTION_CHANGES.search(before) and not _FRACTION_OF_CHANGE.match(text[match.end() :]):
        return []
    share = _share(cardinal(match["la"]), PARTS[match["lb"]])
    return [Mention("percent", *match.span(), share, hedge, Decimal("0.5"), worded=True)]


def _one_in(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    """`one in four`."""
    of, out_of = (Decimal(word) if word.isdigit() else cardinal(word) for word in re.split(r"\s+in\s+", match["in"]))
    if not of or not out_of or of >= out_of:
        return []
    return [Mention("percent", *match.span(), _share(of, out_of), hedge, Decimal("0.5"), worded=True)]


def _share(part: Decimal | None, whole: int | Decimal) -> Decimal:
    """A part of a whole as a percentage, to two places."""
    share = (100 * (part or Decimal(1)) / whole).quantize(Decimal("0.01")).normalize()
    return Decimal(f"{share:f}")


def _lasts(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    seconds = Decimal(60 * int(match["lm"]) + int(match["ls"]))
    return [Mention("duration", *match.span(), seconds, hedge, Decimal("0.5"))]


def _seconds(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    value, half = _number(match["sn"], None)
    return [Mention("duration", *match.span(), value, hedge, half)]


def _count_in_words(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    value = cardinal(match["word"])
    return [Mention("count", *match.span(), value, hedge, Decimal(0), worded=True)] if value else []


def _count(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    value, half = _number(match["cnum"], match["cscale"])
    value = _signed(value, match["csign"])
    whole = half if match["cscale"] or "." in match["cnum"] else Decimal(0)
    if not match["cnum2"]:
        return [Mention("count", *match.span(), value, hedge, whole, signed=bool(match["csign"]))]
    second, _ = _number(match["cnum2"], match["cscale"])
    return [
        Mention("count", *match.span("cnum"), value, "range", whole),
        Mention("count", match.start("cnum2"), match.end(), second, "range", whole),
    ]


def _rank(match: re.Match[str], text: str, hedge: str, before: list[Mention]) -> list[Mention]:
    spelled = match["rank"]
    value = Decimal(spelled[:-2]) if spelled[0].isdigit() else Decimal(ORDINALS[spelled])
    after = text[match.end() :]
    ranked = _RANKED.match(after)
    plain = ranked is not None and (ranked["of"] or ranked["how"])
    earlier = [m for m in before if m.kind == "rank"]
    if not plain and not _RANK_BEFORE.search(text[: match.start()]):
        lead = text[max(match.start() - 24, 0) : match.start()]
        told = _IT_WAS.search(lead)
        if not told and not (earlier and _RANK_LINKED.search(lead)):
            return []
        if not re.match(r"\s+(?:for|in|place)\b|\s*[,.;)]|$", after):
            return []
    end = match.end()
    tail = " ".join(after[: ranked.end()].split()) if ranked and plain else None
    return [Mention("rank", match.start(), end, value, hedge, tail=tail)]


_READERS = {
    "fraction": _fraction,
    "money": _money,
    "percent": _percent,
    "pword": _percent_in_words,
    "pence": _pence,
    "pounds": _pounds_in_words,
    "fold": _fold,
    "part": _part,
    "less": _lessened,
    "in": _one_in,
    "lasts": _lasts,
    "seconds": _seconds,
    "count": _count,
    "word": _count_in_words,
}


def _hedge(text: str, start: int) -> str:
    pattern, terms = _hedges()
    before = text[max(start - 32, 0) : start]
    if _BUILDS_UP_TO.search(before):
        return "exact"
    found = pattern.search(before)
    return terms[" ".join(found["h"].lower().split())] if found else "exact"


def _ranges(found: list[Mention], text: str) -> list[Mention]:
    """Mark both ends of `between 10.5% and 12.1%` as a range."""
    out = list(found)
    for k in range(len(out) - 1):
        one, two = out[k], out[k + 1]
        if one.kind == "money" and two.kind == "count" and _BETWEEN_JOINS.match(text[one.end : two.start]):
            two = replace(two, kind="money")  # `between £1.2 and 1.5 million`
        if one.kind != two.kind or not _BETWEEN.search(text[max(one.start - 24, 0) : one.start]):
            continue
        if _BETWEEN_JOINS.match(text[one.end : two.start]):
            out[k] = _with_qualifier(_scaled_like(one, two, text), "range")
            out[k + 1] = _with_qualifier(two, "range")
    return out


def _scaled_like(one: Mention, two: Mention, text: str) -> Mention:
    """The first of `between £2.9 and £3.8 million` in the scale that only the second names."""
    scale = re.search(rf"{_SCALE}$", text[two.start : two.end], re.IGNORECASE)
    own = re.search(rf"{_SCALE}$", text[one.start : one.end], re.IGNORECASE)
    if one.kind != "money" or scale is None or own is not None or one.value >= 1000:
        return one
    power = SCALES[scale.group().strip().lower()]
    return replace(one, value=one.value.scaleb(power), rounding=one.rounding.scaleb(power))


def _with_qualifier(mention: Mention, qualifier: str) -> Mention:
    return replace(mention, qualifier=qualifier)
