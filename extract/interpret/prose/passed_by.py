"""What is written in digits or number words and counts nothing: dates, times, references, telephone numbers, ages.

A number that stands inside one of these forms is passed by, unless its own mark says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.interpret.prose.forms import Forms
from extract.interpret.prose.spelled import CARDINAL, SMALL, TENS, UNITS

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_MONTHS = (
    "jan january feb february mar march apr april may june july aug august sep september oct october nov november dec"
    " december"
)
_REFERENCES = (
    "para paragraph section sub subsection page p pp minute appendix appendices annex annexes table figure fig item"
    " agenda question note schedule article clause chapter part phase round stage step option version wave tranche"
    " pillar objective recommendation order rule regulation operation room lot no ref reference tier level grade"
    " category class priority priorities vol volume issue form slide risk"
)
_COUNTED = r"crimes|offences|officers|fte|posts|staff"
_TIMES = r"weeks?|months?|years?|days?|quarters?(?!\s+of\s+(?:the|all|our)\b)"

_ADDRESS = re.compile(r"\S+@\S+")
_FORMS = Forms(
    ("http https www @", r"https?://\S+|www\.\S+|(?<!\w)@\w+"),
    ("9", r"\b20\d\d\s?[/–-]\s?(?:20)?\d\d(?![\d,.]*\d)(?!\s?%)|\b(?<![£,.])\d\d/\d\d\b(?!/)"),
    ("9", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d\b"),
    ("9", rf"\b\d{{1,2}}\s?(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}\b(?:,?\s+(?:20)?\d\d\b(?!%))?"),
    (_MONTHS, rf"\b{MONTH}\b\.?,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\b,?\s+)?(?:20\d\d|'\d\d)\b"),
    (_MONTHS, rf"\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?![,.]?\d|\s?%|\s*(?:{_COUNTED}))"),
    (
        "end year month quarter week day",
        r"\b(?:end\s+of\s+)?(?:year|month|quarter|week|day|years?\s+(?:one|two|three|four|five))[\s-]?(?:end\b)?"
        r"(?:\d{1,2}\b(?![,.%]?\d)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)",
    ),
    (
        "9",
        rf"(?<![£,.\d])\b(?:19[3-9]\d|20[0-6]\d)(?:'?s)?\b(?![,.]\d|%|\s*(?:{_COUNTED}"
        r"|incidents|calls|people|respondents|m\b|k\b))",
    ),
    (
        "9",
        r"\b\d{1,2}[:.]\d\d\s?(?:am|pm|hrs|hours)\b|\b\d{1,2}(?::\d\d){1,2}\b|\b\d{1,2}(?:\.\d\d){2}\b"
        r"|\b\d{1,2}\s?(?:am|pm|noon)\b|\b\d{1,2}\.\d\d\b(?=\s+on\s+(?:the\s+)?record)",
    ),
    ("( 9", r"(?<![\d£])\(?0\d{2,4}\)?[\s-]?\d{3,}(?:[\s-]?\d{3,})*|\b0\d{9,10}\b"),
    ("*", r"\b[a-z]{1,2}\d[a-z\d]?\s+\d[a-z]{2}\b"),
    (
        _REFERENCES,
        r"\b(?:para(?:graph)?s?|sections?|sub-?sections?|pages?|pp?|minutes?(?=\s+\d{1,3}\b(?!\s*(?:and|to)\s+\d+"
        r"\s*seconds))|append(?:ix|ices)|annex(?:es)?|tables?|figures?|figs?|items?|agenda|questions?|notes?"
        r"|schedules?|articles?|clauses?|chapters?|parts?|phase|round|stage|step|option|options|version|wave|"
        r"tranche|pillar|objective|recommendations?|order|rules?|regulations?|operation|room|lots?|no|nos|ref|"
        r"reference|tiers?|levels?|grades?|category|class|priorit(?:y|ies)|vol|volume|issue|form|slide|risk)\.?"
        rf"\s*(?:\d+(?:\.\d+)*[a-z]?(?:\(\w{{1,3}}\))*|\b(?:{SMALL})\b)"
        r"(?:\s*(?:-|–|,|&|to|and)\s*\d+(?:\.\d+)*[a-z]?\b(?!\s*%|,\d))*",
    ),
    ("covid sars", r"\b(?:covid|sars)[\s-]*(?:cov-)?\s?-?19\b"),
    ("9", r"\b4\s?x\s?4s?\b|\b24[/-]7\b|\b\d+-hours?\b"),
    ("9", r"\b\d+[- ](?:week|day|month|year|hour|minute)s?[- ]old\b"),
    ("age aged", r"\baged?\s+(?:over\s+)?\d+(?:\s*(?:to|-|–|and)\s*\d+)?"),
    ("9", r"\b\d+\s*(?:to|-|–)\s*\d+[- ]year[- ]olds?|\b\d+[- ]year[- ]olds?\b"),
    ("under over", r"\b(?:under|over)[- ]\d\ds\b"),
    (
        "9",
        rf"\b\d+(?:\s*(?:-|–|to|or)\s*\d+)?[\s-](?:calendar\s+|working\s+|consecutive\s+)?(?:{_TIMES})\b",
    ),
    (
        " ".join((*UNITS, *TENS)),
        rf"\b(?:{CARDINAL})[\s-](?:calendar\s+|working\s+|consecutive\s+|financial\s+)?(?:{_TIMES}|nights?)\b",
    ),
    (
        "first second third fourth last next final same previous corresponding equivalent",
        r"\b(?:first|second|third|fourth|last|next|final|same|previous|corresponding|equivalent)\s+(?:quarter|half|year|time|round|stage|phase|term)s?\b",
    ),
    (
        "age ages oldest youngest",
        r"\b(?:ages?|oldest|youngest)\b[^.;,\d]{0,40}?\b(?:was|is|were|of|aged)\s+\d{1,2}\b(?![,.]\d|%)",
    ),
    ("dial call ring phone text", r"\b(?:dial|call|ring|phone|text)\s+(?:999|101|111)\b"),
    ("9", rf"\b(?:999|101|111)\b(?!\s*(?:%|{_COUNTED}|,\d|incidents|people))"),
    (
        "9",
        r"\b\d+(?:\.\d+)?\s?(?:sq\.?|square)\s?(?:miles?|km|metres?|kilometres?|feet|ft)\b"
        r"|\b\d+(?:\.\d+)?\s?(?:miles?|mph|km|metres?|acres?|litres?|kg)\b",
    ),
    (
        "* 9",
        r"\b(?=[a-z/-]*\d)(?=\d*[a-z])(?!\d[\d,.]*(?:m|k|bn|mn|pp|p|st|nd|rd|th|fold|x)\b)[a-z\d]+(?:[-/][a-z\d]+)*\b",
    ),
    (
        "must should has have need",
        r"\b(?:must|should|has to|have to|need to)\s+be\s+(?:aged\s+)?(?:over|under|at least)\s+\d{1,2}\b",
    ),
    (
        "per child children person people those",
        r"\bper\s+(?:1,?000|10,?000|100,?000)\b"
        r"|\b(?:child|children|person|persons|people|those)\s+(?:aged\s+)?(?:under|over)\s+\d{1,2}\b",
    ),
    (
        "first one no at",
        r"\bfirst\s+and\s+second\b|\bone\s+of\b|\bno\s+one\b|\bone\s+another\b|\bat\s+one\b|\bone-off\b|\bone-to-one\b",
    ),
    ("act order regulations bill", r"\b(?:act|order|regulations|bill)\s+\d{4}\b"),
    ("£", r"£0{2,}'?s?\b|£,?000s?\b"),
)


OPENING_WORDS = _FORMS.words


def passed_by(text: str, parts: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    """Where a text in small letters with these pieces has digits or number words that are no figures."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if "@" in text else []
    return addresses + [match.span() for match in _FORMS.find(text, parts)]
