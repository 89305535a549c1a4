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

from extract.numerals import SCALES
from extract.vocabulary import load

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_UNITS += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_ORDINALS |= {"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14}
_ORDINALS |= {"fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19}
_ORDINALS |= {"twentieth": 20, "thirtieth": 30, "fortieth": 40}
_PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10}
_PARTS |= {"tenths": 10, "hundredth": 100, "eighth": 8, "sixth": 6}
_FOLDS = {"doubled": 2, "doubling": 2, "trebled": 3, "trebling": 3, "tripled": 3, "quadrupled": 4, "halved": None}
_FOLDS |= {"halving": None}

_SMALL = "|".join(sorted(_UNITS, key=len, reverse=True))
_TEN = "|".join(_TENS)
_CARDINAL = rf"(?:(?:{_TEN})(?:[-\s](?:{_SMALL}))?|(?:{_SMALL}))"
_WORDED = (
    rf"(?:(?:a|{_CARDINAL})\s+(?:hundred|thousand|million|dozen)(?:\s+and\s+{_CARDINAL})?|{_CARDINAL}|a\s+million)"
)
_ORDINAL_WORD = "|".join(sorted(_ORDINALS, key=len, reverse=True))

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE = r"(?:\s?(?:bn|billion|mn|million|thousand)|m|k)"
_PERCENT = r"(?:%|per\s?cent(?!age)|percentage\s+points?|percent(?!age)|pp\b)"

_ADDRESS = re.compile(r"\S+@\S+")
_NOT_FIGURES = re.compile(
    r"(?:\b|(?=[(£@]))(?:"
    + "|".join(
        (
            r"https?://\S+|www\.\S+|(?<!\w)@\w+",
            r"\b20\d\d\s?[/–-]\s?(?:20)?\d\d(?![\d,.]*\d)(?!\s?%)|\b(?<![£,.])\d\d/\d\d\b(?!/)",
            r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d\b",
            rf"\b\d{{1,2}}\s?(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(?:20)?\d\d\b(?!%))?",
            rf"\b{_MONTH}\b\.?,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\b,?\s+)?(?:20\d\d|'\d\d)\b",
            rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?![,.]?\d|\s?%|\s*(?:crimes|offences|officers|fte|posts|staff))",
            r"\b(?:end\s+of\s+)?(?:year|month|quarter|week|day|years?\s+(?:one|two|three|four|five))[\s-]?(?:end\b)?"
            r"(?:\d{1,2}\b(?![,.%]?\d)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)",
            r"(?<![£,.\d])\b(?:19[3-9]\d|20[0-6]\d)(?:'?s)?\b(?![,.]\d|%|\s*(?:crimes|offences|officers|fte|posts|staff"
            r"|incidents|calls|people|respondents|m\b|k\b))",
            r"\b\d{1,2}[:.]\d\d\s?(?:am|pm|hrs|hours)\b|\b\d{1,2}(?::\d\d){1,2}\b|\b\d{1,2}(?:\.\d\d){2}\b"
            r"|\b\d{1,2}\s?(?:am|pm|noon)\b|\b\d{1,2}\.\d\d\b(?=\s+on\s+(?:the\s+)?record)",
            r"(?<![\d£])\(?0\d{2,4}\)?[\s-]?\d{3,}(?:[\s-]?\d{3,})*|\b0\d{9,10}\b",
            r"\b[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}\b",
            r"\b(?:para(?:graph)?s?|sections?|sub-?sections?|pages?|pp?|minutes?(?=\s+\d{1,3}\b(?!\s*(?:and|to)\s+\d+"
            r"\s*seconds))|append(?:ix|ices)|annex(?:es)?|tables?|figures?|figs?|items?|agenda|questions?|notes?"
            r"|schedules?|articles?|clauses?|chapters?|parts?|phase|round|stage|step|option|options|version|wave|"
            r"tranche|pillar|objective|recommendations?|order|rules?|regulations?|operation|room|lots?|no|nos|ref|"
            r"reference|tiers?|levels?|grades?|category|class|priorit(?:y|ies)|vol|volume|issue|form|slide|risk)\.?"
            rf"\s*(?:\d+(?:\.\d+)*[a-z]?(?:\(\w{{1,3}}\))*|\b(?:{_SMALL})\b)"
            r"(?:\s*(?:-|–|,|&|to|and)\s*\d+(?:\.\d+)*[a-z]?\b(?!\s*%|,\d))*",
            r"\b(?:covid|sars)[\s-]*(?:cov-)?\s?-?19\b|\b4\s?x\s?4s?\b|\b24[/-]7\b|\b\d+-hours?\b",
            r"\b\d+[- ](?:week|day|month|year|hour|minute)s?[- ]old\b"
            r"|\baged?\s+(?:over\s+)?\d+(?:\s*(?:to|-|–|and)\s*\d+)?"
            r"|\b\d+\s*(?:to|-|–)\s*\d+[- ]year[- ]olds?|\b\d+[- ]year[- ]olds?\b|\b(?:under|over)[- ]\d\ds\b",
            r"\b\d+(?:\s*(?:-|–|to|or)\s*\d+)?[\s-](?:calendar\s+|working\s+|consecutive\s+)?"
            r"(?:weeks?|months?|years?|days?|quarters?(?!\s+of\s+(?:the|all|our)\b))\b",
            rf"\b(?:{_CARDINAL})[\s-](?:calendar\s+|working\s+|consecutive\s+|financial\s+)?"
            r"(?:weeks?|months?|years?|days?|quarters?(?!\s+of\s+(?:the|all|our)\b)|nights?)\b",
            r"\b(?:first|second|third|fourth|last|next|final)\s+(?:quarter|half|year|time|round|stage|phase|term)s?\b",
            r"\b(?:dial|call|ring|phone|text)\s+(?:999|101|111)\b|\b(?:999|101|111)\b(?!\s*(?:%|,|fte|officers|crimes"
            r"|offences|incidents|posts|staff|people))",
            r"\b\d+(?:\.\d+)?\s?(?:sq\.?|square)\s?(?:miles?|km|metres?|kilometres?|feet|ft)\b"
            r"|\b\d+(?:\.\d+)?\s?(?:miles?|mph|km|metres?|acres?|litres?|kg)\b",
            r"\b(?=[A-Za-z/-]*\d)(?=\d*[A-Za-z])(?!\d[\d,.]*(?:m|k|bn|mn|pp|p|st|nd|rd|th|fold|x)\b)[A-Za-z\d]+"
            r"(?:[-/][A-Za-z\d]+)*\b",
            r"\b(?:must|should|has to|have to|need to)\s+be\s+(?:aged\s+)?(?:over|under|at least)\s+\d{1,2}\b",
            r"\bper\s+(?:1,?000|10,?000|100,?000)\b|\b(?:child|children|person|persons|people|those)\s+(?:aged\s+)?(?:under|over)\s+\d{1,2}\b",
            r"\bfirst\s+and\s+second\b|\bone\s+of\b|\bno\s+one\b|\bone\s+another\b|\bat\s+one\b|\bone-off\b|\bone-to-one\b",
            r"\b(?:Act|Order|Regulations|Bill)\s+\d{4}\b|£0{2,}'?s?\b|£,?000s?\b",
        )
    )
    + ")",
    re.IGNORECASE,
)

_FIGURE = re.compile(
    rf"(?=[£(\d+\-–−]|\b[adefhnoqstz])(?:(?P<fraction>\b(?:(?P<fn>a|one|two|three|{_CARDINAL})[\s-])(?P<fd>half|thirds?|quarters?|fifths?|tenths?|"
    rf"hundredth)\s+of\s+(?:one|a|1)\s?{_PERCENT})"
    rf"|(?P<money>(?P<mopen>\(\s?)?(?P<msign>(?<![\d\w)%])[-–−+])?£\s?(?P<mnum>{_DIGITS})(?P<mscale>{_SCALE}\b)?"
    rf"(?:\s?(?:(?:-|–)\s?£?|to\s)(?P<mnum2>{_DIGITS})(?P<mscale2>{_SCALE}\b)?(?![\d%,]|\s?(?:{_MONTH})\b))?(?P<mclose>\s?\))?)"
    rf"|(?P<percent>(?P<psign>(?<![\d\w)%])[-–−+])?(?<![\w.,£/])(?P<pnum>{_DIGITS})"
    rf"(?:(?:\s?{_PERCENT}?\s?(?:-|–)|\s?to)\s?(?P<pnum2>{_DIGITS}))?\s?{_PERCENT})"
    rf"|(?P<pword>\b(?:{_CARDINAL})\s+{_PERCENT})"
    rf"|(?P<pence>(?<![\w.,£/])\d{{1,3}}(?:\.\d)?p\b)"
    rf"|(?P<fold>\b(?:(?:{_CARDINAL}|\d+)[\s-]?fold|{'|'.join(_FOLDS)})\b)"
    rf"|(?P<part>\b(?:(?P<pa>a|one|two|three|over|about|around|nearly|almost)[\s-])?(?P<pb>half|thirds?|quarters?|"
    rf"fifths?|tenths?)\s+of\b)"
    rf"|(?P<less>\b(?P<la>a|one|two|three)[\s-](?P<lb>half|thirds?|quarters?|fifths?|sixth|eighth|tenths?)"
    rf"(?=\s+(?:lower|higher|fewer|less|more|up|down|to)\b|\s*[,.;)]|\s+(?:in|on|over|since|compared|from)\b))"
    rf"|(?P<in>\b(?:one|two|three|four|six|seven|nine|[1-9])\s+in\s+(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d{{1,2}}|100)\b"
    rf"(?!\s*(?:years?|months?|weeks?|days?)\b))"
    rf"|(?P<lasts>(?<![\w.,£/:])(?P<lm>\d{{1,3}})\s*(?:minutes?|mins?)\s*(?:and\s+)?(?P<ls>\d{{1,2}})\s*(?:seconds?|secs?)\b)"
    rf"|(?P<seconds>(?<![\w.,£/:])(?P<sn>\d{{1,4}}(?:\.\d+)?)[\s-]?(?:seconds?|secs?)\b)"
    rf"|(?P<rank>(?<![\w.])(?:\d{{1,3}}(?:st|nd|rd|th)|{_ORDINAL_WORD})\b)"
    rf"|(?P<count>(?P<csign>(?<![\d\w)%])[-–−+])?(?<![\w.,£/])(?P<cnum>{_DIGITS})(?P<cscale>\s?(?:million|thousand"
    rf"|billion)\b|[mk]\b)?(?:\s?(?:-|–)\s?(?P<cnum2>{_DIGITS}))?(?![\w%/]|[:.]\d|-\w))"
    rf"|(?P<word>\b{_WORDED}\b(?!-\w|')))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_PLAIN_WORD = re.compile(r"[a-z]+")
# Words without which a sentence without digits has no number; a lone `one` or `first` never is a figure.
_NUMBER_WORDS = {*_UNITS, *_TENS, *_ORDINALS, *_PARTS, *_FOLDS, "hundred", "thousand", "million", "dozen"} - {
    "one",
    "first",
    "zero",
}
_RANKED = re.compile(
    r"^(?:\s*\(?\s*(?:out\s+)?of\s+(?:the\s+)?(?P<of>\d{1,3})\b[^)]{0,12}\)?)?\s*[-\s]?"
    r"(?P<how>(?:\w+\s+)?(?:lowest|highest|safest|best|worst|largest|smallest|most|least|lowest[- ]funded|nationally)\b"
    r"|in\s+(?:the\s+country|england|wales|the\s+region|the\s+uk|its\s+|our\s+)|out\s+of|of\s+(?:all|the)\s+\d+)?",
    re.IGNORECASE,
)
_RANK_BEFORE = re.compile(
    r"\b(?:ranked|ranks|ranking|position(?:ed)?|placed)\s+(?:as\s+|of\s+|at\s+)?(?:the\s+)?$", re.IGNORECASE
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


_FRACTION_CHANGES = re.compile(
    r"\b(?:up|down|fell|fallen|fall|falls|rose|risen|rise|grew|grown|dropped|increased?|decreased?|reduced|cut|lower|higher)\s+"
    r"(?:(?:by|of)\s+)?(?:(?:just|well|about|around|nearly|almost|over|more|less|than|roughly|some|under)\s+){0,3}$",
    re.IGNORECASE,
)
_FRACTION_OF_CHANGE = re.compile(r"\s+(?:lower|higher|fewer|less|more|up|down)\b(?!\s+(?:of|to)\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:around\s+|about\s+)?$", re.IGNORECASE)
_BETWEEN_JOINS = re.compile(r"^\s*(?:and|to|-|–)\s*$", re.IGNORECASE)


def cardinal(text: str) -> Decimal | None:
    """A number in words, up to millions: `ninety-five`, `a dozen`, `one thousand`; None for other words."""
    total, scale_seen = 0, False
    current = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in ("and", ""):
            continue
        if word == "a":
            current = current or 1
        elif word in _UNITS:
            current += _UNITS.index(word)
        elif word in _TENS:
            current += _TENS[word]
        elif word == "dozen":
            current, scale_seen = (current or 1) * 12, True
        elif word in ("hundred", "thousand", "million"):
            current = (current or 1) * {"hundred": 100, "thousand": 1000, "million": 1_000_000}[word]
            total, current, scale_seen = total + current, 0, True
        else:
            return None
    found = total + current
    return Decimal(found) if found or scale_seen or text.lower() == "zero" else None


def _number(digits: str, scale: str | None) -> tuple[Decimal, Decimal]:
    """A printed number's value and half a unit of its last place."""
    plain = digits.replace(",", "")
    places = len(plain.split(".")[1]) if "." in plain else 0
    power = SCALES.get((scale or "").strip().lower(), 0)
    return Decimal(plain).scaleb(power), Decimal(5).scaleb(power - places - 1)


def _signed(value: Decimal, sign: str | None) -> Decimal:
    return -value if sign and sign != "+" else value


def masked_spans(text: str, marker: int = 0) -> list[tuple[int, int]]:
    """Where a sentence has digits or number words that are no figures."""
    spans = [(0, marker)] if marker else []
    if "@" in text:
        spans += [match.span() for match in _ADDRESS.finditer(text)]
    return spans + [match.span() for match in _NOT_FIGURES.finditer(text)]


def mentions(text: str, marker: int = 0) -> list[Mention]:
    """The numbers of a sentence, in order. `marker` characters at its beginning number a list or a paragraph."""
    if not _may_hold_number(text):
        return []
    spans = sorted(masked_spans(text, marker))
    starts = [start for start, _ in spans]
    found: list[Mention] = []
    at = marker
    while match := _FIGURE.search(text, at):
        k = bisect_right(starts, match.end() - 1) - 1
        hit = next((s for s in spans[max(k - 3, 0) : k + 1] if s[0] < match.end() and match.start() < s[1]), None)
        if hit is not None and not _overrides(match, hit, text):
            at = max(hit[1], match.start() + 1)
            continue
        at = max(match.end(), match.start() + 1)
        found += _read(match, text, found)
    return _ranges(found, text)


def _may_hold_number(text: str) -> bool:
    if _DIGIT.search(text):
        return True
    lower = text.lower()
    return "fold" in lower or not _NUMBER_WORDS.isdisjoint(_PLAIN_WORD.findall(lower))


def _overrides(match: re.Match[str], masked: tuple[int, int], text: str) -> bool:
    """Money and percentages are what their marks say, whatever stands around them."""
    if match["money"]:
        return not text[masked[0] : masked[1]].startswith(("£0", "£,", "http", "www"))
    return bool(match["percent"] or match["lasts"] or match["pword"] or match["fraction"] or match["fold"]) and (
        masked[0] >= match.start() or masked[1] > match.end()
    )


def _read(match: re.Match[str], text: str, before: list[Mention]) -> list[Mention]:
    start, end = match.span()
    hedge = _hedge(text, start)
    if match["fraction"]:
        of = cardinal(match["fn"]) or Decimal(1)
        return [Mention("percent", start, end, of / _PARTS[match["fd"].lower()], hedge, Decimal("0.05"), worded=True)]
    if match["money"]:
        return _money(match, text, hedge)
    if match["percent"]:
        first, half = _number(match["pnum"], None)
        first = _signed(first, match["psign"])
        if not match["pnum2"]:
            return [Mention("percent", start, end, first, hedge, half, signed=bool(match["psign"]))]
        second, half2 = _number(match["pnum2"], None)
        return [
            Mention("percent", match.start("pnum"), match.end("pnum"), first, "range", half),
            Mention("percent", match.start("pnum2"), end, second, "range", half2),
        ]
    if match["pword"]:
        words = re.sub(_PERCENT, "", match["pword"], flags=re.IGNORECASE)
        value = cardinal(words.strip())
        return [Mention("percent", start, end, value, hedge, Decimal("0.5"), worded=True)] if value is not None else []
    if match["pence"]:
        value, half = _number(match["pence"][:-1], None)
        return [Mention("money", start, end, value / 100, hedge, half / 100)]
    if match["fold"]:
        return _fold(match, hedge)
    if match["part"]:
        top = cardinal(match["pa"] or "a") or Decimal(1)
        if re.match(r"(?:over|about|around|nearly|almost)$", match["pa"] or "", re.IGNORECASE):
            return []
        stop = match.end("pb")
        share = (100 * top / _PARTS[match["pb"].lower()]).quantize(Decimal("0.01")).normalize()
        return [Mention("percent", start, stop, Decimal(f"{share:f}"), hedge, Decimal("0.5"), worded=True)]
    if match["less"]:
        return _lessened(match, text, hedge)
    if match["in"]:
        return _one_in(match, hedge)
    if match["lasts"]:
        lasted = Decimal(60 * int(match["lm"]) + int(match["ls"]))
        return [Mention("duration", start, end, lasted, hedge, Decimal("0.5"))]
    if match["seconds"]:
        value, half = _number(match["sn"], None)
        return [Mention("duration", start, end, value, hedge, half)]
    if match["rank"]:
        return _rank(match, text, hedge, before)
    if match["word"]:
        value = cardinal(match["word"])
        return [Mention("count", start, end, value, hedge, Decimal(0), worded=True)] if value else []
    value, half = _number(match["cnum"], match["cscale"])
    value = _signed(value, match["csign"])
    whole = half if match["cscale"] or "." in match["cnum"] else Decimal(0)
    if match["cnum2"]:
        second, _ = _number(match["cnum2"], match["cscale"])
        return [
            Mention("count", match.start("cnum"), match.end("cnum"), value, "range", whole),
            Mention("count", match.start("cnum2"), end, second, "range", whole),
        ]
    return [Mention("count", start, end, value, hedge, whole, signed=bool(match["csign"]))]


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


def _fold(match: re.Match[str], hedge: str) -> list[Mention]:
    word = match["fold"].lower()
    if word in _FOLDS:
        times = _FOLDS[word]
        change = Decimal(-50) if times is None else Decimal(100 * (times - 1))
        return [Mention("percent", match.start(), match.end(), change, hedge, Decimal("0.5"), signed=True, worded=True)]
    stem = re.sub(r"[\s-]?fold$", "", word)
    value = Decimal(stem) if stem.isdigit() else cardinal(stem)
    return [Mention("multiple", match.start(), match.end(), value, hedge, Decimal("0.5"))] if value else []


def _lessened(match: re.Match[str], text: str, hedge: str) -> list[Mention]:
    """`almost a fifth lower`, `down by over a quarter`: only where the words around it speak of a change."""
    before = text[max(match.start() - 40, 0) : match.start()]
    if not _FRACTION_CHANGES.search(before) and not _FRACTION_OF_CHANGE.match(text[match.end() :]):
        return []
    top = cardinal(match["la"]) or Decimal(1)
    share = (100 * top / _PARTS[match["lb"].lower()]).quantize(Decimal("0.01")).normalize()
    return [Mention("percent", match.start(), match.end(), Decimal(f"{share:f}"), hedge, Decimal("0.5"), worded=True)]


def _one_in(match: re.Match[str], hedge: str) -> list[Mention]:
    of, out_of = (
        Decimal(word) if word.isdigit() else cardinal(word)
        for word in re.split(r"\s+in\s+", match["in"], flags=re.IGNORECASE)
    )
    if not of or not out_of or of >= out_of:
        return []
    share = (100 * of / out_of).quantize(Decimal("0.01")).normalize()
    return [Mention("percent", match.start(), match.end(), Decimal(f"{share:f}"), hedge, Decimal("0.5"), worded=True)]


def _rank(match: re.Match[str], text: str, hedge: str, before: list[Mention]) -> list[Mention]:
    spelled = match["rank"].lower()
    value = Decimal(spelled[:-2]) if spelled[0].isdigit() else Decimal(_ORDINALS[spelled])
    after = text[match.end() :]
    ranked = _RANKED.match(after)
    plain = ranked is not None and (ranked["of"] or ranked["how"])
    earlier = [m for m in before if m.kind == "rank"]
    if not plain and not _RANK_BEFORE.search(text[: match.start()]):
        linked = re.search(r"\b(?:from|to|and|being)\s+(?:the\s+)?$", text[max(match.start() - 16, 0) : match.start()])
        if not earlier or not linked or not re.match(r"\s+(?:for|in|place)\b|\s*[,.;)]|$", after):
            return []
    end = match.end()
    tail = " ".join(after[: ranked.end()].split()) if ranked and plain else None
    return [Mention("rank", match.start(), end, value, hedge, tail=tail)]


def _hedge(text: str, start: int) -> str:
    pattern, terms = _hedges()
    before = text[max(start - 32, 0) : start]
    if re.search(r"\b(?:build|built|building|go|going|grow|move|ramp)\s+up\s+to\s+$", before, re.IGNORECASE):
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
