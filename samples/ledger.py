"""The made-up money of two police forces that do not exist, in pounds.

Exampleshire Police and Samplefordshire Constabulary are inventions, and so is every amount here. A line holds its
pounds by name (`original`, `spend_q2`, `forecast_q3`, …); income, grants and what is drawn from reserves are negative.
Nothing is rounded here: papers round what they print.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement and its pounds by name."""

    name: str
    pounds: Mapping[str, int]


Lines = tuple[Line, ...]


def lines(names: str, rows: Mapping[str, Sequence[int]]) -> Lines:
    """Lines from a table: the names of the amounts once, then each line's amounts in that order."""
    return tuple(Line(name, dict(zip(names.split(), row, strict=True))) for name, row in rows.items())


# Exampleshire Police, 2024/25. Three virements change the budget: two in the first quarter, one in the third.

VIREMENTS = {"roles": "Staff posts to officers", "projects": "Projects paid from reserves", "autumn": "Autumn review"}
_YEAR = "original roles projects autumn spend_q1 spend_q2 spend_q3 spend_q4 forecast_q1 forecast_q2 forecast_q3"


def _revised(found: Lines) -> Lines:
    """Lines with the budget as it stood after each quarter."""
    result = []
    for line in found:
        early = line.pounds["original"] + line.pounds["roles"] + line.pounds["projects"]
        late = early + line.pounds["autumn"]
        revised = {"revised_q1": early, "revised_q2": early, "revised_q3": late, "revised_q4": late}
        result.append(Line(line.name, {**line.pounds, **revised}))
    return tuple(result)


# fmt: off
PAY = _revised(lines(_YEAR, {
    "Officer Pay": (48_210_400, 191_900, 0, 0, 12_160_700, 24_598_100, 37_120_400, 49_874_200, 48_935_600, 49_611_800, 49_790_300),
    "Officer Overtime": (1_905_200, 0, 0, 180_000, 601_300, 1_288_400, 1_950_700, 2_503_900, 2_204_700, 2_417_300, 2_466_800),
    "PCSO Pay": (3_310_600, 0, 0, -180_000, 774_900, 1_531_200, 2_282_900, 3_021_500, 3_120_300, 3_054_800, 3_037_200),
    "Police Staff Pay": (26_740_900, -191_900, 0, 0, 6_402_800, 12_905_400, 19_371_800, 25_871_900, 26_201_600, 25_988_300, 25_920_700),
    "Police Staff Overtime": (242_300, 0, 0, 0, 78_600, 161_900, 245_600, 330_800, 301_400, 322_700, 327_900),
    "Temporary or Agency Staff": (85_400, 0, 0, 0, 142_700, 318_500, 468_900, 604_300, 402_600, 561_900, 588_200),
    "Training": (468_700, 0, 0, 0, 96_200, 207_400, 322_300, 449_600, 468_700, 455_100, 451_800),
}))
OVERHEADS = _revised(lines(_YEAR, {
    "Premises Related Expenditure": (9_684_300, 0, 0, 0, 2_602_100, 5_118_700, 7_402_300, 9_561_700, 9_640_800, 9_588_200, 9_571_900),
    "Supplies and Services": (2_177_600, 0, 62_500, -145_000, 702_300, 1_455_800, 2_148_700, 2_811_400, 2_388_400, 2_702_900, 2_771_600),
    "Communications & Computing": (3_230_800, 0, 0, 145_000, 1_004_600, 2_080_300, 2_701_400, 3_402_600, 3_275_200, 3_381_500, 3_398_900),
    "Transport Related Expenditure": (1_657_200, 0, 0, 0, 398_700, 842_600, 1_283_300, 1_718_900, 1_657_200, 1_702_300, 1_711_400),
}))
INCOME = _revised(lines(_YEAR, {
    "Specific Government Grants": (-5_441_800, 0, 0, 0, -1_322_500, -2_704_600, -4_051_900, -5_402_700, -5_441_800, -5_398_100, -5_401_200),
    "Partnership Funding": (-340_200, 0, 0, 0, -88_400, -171_300, -309_800, -411_500, -361_900, -402_600, -408_300),
    "Reimbursed Services": (-1_522_700, 0, 0, 0, -420_100, -1_010_800, -1_693_400, -2_266_400, -1_690_300, -2_104_700, -2_201_500),
    "Fees and Charges": (-3_068_900, 0, 0, 0, -702_800, -1_388_600, -2_109_500, -2_840_100, -2_951_200, -2_888_400, -2_861_300),
}))
FROM_RESERVES = _revised(lines(_YEAR, {
    "Use of Reserves": (-1_290_100, 0, -62_500, 0, -338_200, -676_300, -1_014_500, -1_702_600, -1_352_600, -1_702_600, -1_702_600),
}))
OFFICE = _revised(lines(_YEAR, {
    "OPCC - General": (852_300, 0, 0, 0, 201_800, 411_600, 628_300, 846_200, 852_300, 848_900, 847_500),
    "OPCC - Victims Services": (677_400, 0, 0, 0, 160_300, 329_700, 503_400, 675_800, 677_400, 677_400, 676_900),
    "OPCC - Community Safety": (524_600, 0, 0, 0, 118_200, 240_500, 371_600, 533_100, 524_600, 531_800, 532_700),
}))
# Departments hold the officer overtime: the same money as that line of the pay.
OVERTIME = _revised(lines(_YEAR, {
    "Local Policing": (812_400, 0, 0, 90_000, 268_900, 566_700, 858_300, 1_104_800, 951_300, 1_066_400, 1_088_200),
    "Crime and Justice": (402_900, 0, 0, 0, 131_500, 270_200, 407_600, 521_300, 478_200, 509_700, 515_900),
    "Operations Support": (498_600, 0, 0, 90_000, 150_700, 338_900, 514_900, 650_200, 561_400, 618_300, 637_100),
    "Other Departments": (191_300, 0, 0, 0, 50_200, 112_600, 169_900, 227_600, 213_800, 222_900, 225_600),
}))
_WORKS = "original brought_forward revised spend_q3 forecast_q3 spend_q4"
ESTATES = lines(_WORKS, {
    "Custody suite refurbishment": (2_150_000, 318_400, 2_468_400, 1_402_300, 2_210_600, 2_184_900),
    "Station roof repairs": (640_000, 0, 640_000, 388_100, 655_200, 661_700),
})
ICT = lines(_WORKS, {
    "Mobile devices": (920_000, 145_700, 1_065_700, 702_600, 1_065_700, 1_048_300),
    "Records system": (1_480_000, 212_500, 1_692_500, 611_900, 1_120_400, 1_097_800),
})
FLEET = lines(_WORKS, {
    "Vehicle replacement": (1_310_000, 96_300, 1_406_300, 984_500, 1_388_700, 1_401_200),
})
CAPITAL_FUNDING = lines("revised forecast_q3 spend_q4", {
    "Home Office capital grant": (410_000, 410_000, 410_000),
    "Capital receipts": (1_985_400, 1_652_800, 1_630_500),
    "Revenue contribution to capital": (2_250_000, 2_250_000, 2_250_000),
    "Borrowing": (2_627_500, 2_127_800, 2_103_400),
})
# `opening` is the balance of 31 March 2024 as first reported, `audited` as the audit left it.
_BALANCE = "opening audited forecast_q2 forecast_q3 paid_in taken_out closing next_year"
EARMARKED = lines(_BALANCE, {
    "Invest to Save Reserve": (4_210_300, 4_210_300, 3_230_300, 3_270_300, 0, -912_600, 3_297_700, 2_480_000),
    "Major Operations Reserve": (1_850_000, 1_850_000, 1_500_000, 1_450_000, 0, -440_000, 1_410_000, 1_410_000),
    "Insurance Reserve": (2_305_200, 2_455_200, 2_405_200, 2_565_200, 120_000, 0, 2_575_200, 2_500_000),
    "Carry Forward Reserve": (412_500, 412_500, 350_000, 350_000, 0, -62_500, 350_000, 0),
})
GENERAL = lines(_BALANCE, {
    "General Fund": (4_120_600, 4_120_600, 3_710_500, 3_710_500, 0, -407_500, 3_713_100, 3_700_000),
})

# Samplefordshire Constabulary: the budgets of two years, the half year and the close of 2024/25.

_BUDGET = "last_year budget spend forecast outturn"
SECOND_PAY = lines(_BUDGET, {
    "Police officers": (96_420_000, 101_310_000, 50_874_000, 102_638_000, 102_916_000),
    "Police staff": (48_150_000, 50_480_000, 24_312_000, 49_224_000, 48_957_000),
    "Police community support officers": (6_240_000, 6_390_000, 2_981_000, 6_012_000, 5_938_000),
    "Police officer overtime": (4_310_000, 4_450_000, 2_693_000, 5_379_000, 5_612_000),
})
SECOND_COSTS = lines(_BUDGET, {
    "Premises": (10_230_000, 10_870_000, 5_518_000, 10_987_000, 11_043_000),
    "Transport": (4_120_000, 4_290_000, 2_054_000, 4_183_000, 4_148_000),
    "Supplies and services": (14_660_000, 15_240_000, 7_906_000, 15_612_000, 15_777_000),
    "Capital financing": (5_480_000, 6_120_000, 2_903_000, 5_871_000, 5_849_000),
})
SECOND_INCOME = lines(_BUDGET, {
    "Fees and charges": (-3_950_000, -4_080_000, -2_211_000, -4_462_000, -4_593_000),
    "Specific grants": (-13_880_000, -15_340_000, -7_402_000, -15_219_000, -15_257_000),
})
SECOND_OFFICE = lines(_BUDGET, {
    "Office of the Police and Crime Commissioner": (1_540_000, 1_620_000, 762_000, 1_588_000, 1_573_000),
    "Commissioned services for victims and witnesses": (3_410_000, 3_560_000, 1_807_000, 3_619_000, 3_642_000),
})
SECOND_FROM_RESERVES = lines(_BUDGET, {
    "Contribution from reserves": (-2_180_000, -1_450_000, -725_000, -2_700_000, -2_900_000),
})
SECOND_FUNDING = lines("last_year budget", {
    "Police grant": (75_240_000, 78_920_000),
    "Legacy council tax grants": (5_310_000, 5_310_000),
    "Collection fund surplus": (850_000, 600_000),
    "Council tax precept": (93_150_000, 98_630_000),
})
PLAN = lines("y2024 y2025 y2026 y2027", {
    "Pay": (162_630_000, 167_200_000, 171_600_000, 175_900_000),
    "Non-pay": (36_520_000, 37_600_000, 38_500_000, 39_400_000),
    "Income": (-19_420_000, -19_700_000, -20_000_000, -20_300_000),
    "Commissioner": (5_180_000, 5_290_000, 5_400_000, 5_500_000),
    "Savings": (0, -2_400_000, -4_900_000, -6_800_000),
    "Contribution from reserves": (-1_450_000, -900_000, -400_000, 0),
})
_SECOND_BALANCE = "plan_2024 plan_2025 plan_2026 plan_2027 opening forecast closing next_year"
SECOND_EARMARKED = lines(_SECOND_BALANCE, {
    "Invest to save reserve": (6_200_000, 4_900_000, 3_800_000, 3_100_000, 6_550_000, 5_620_000, 5_370_000, 3_900_000),
    "Insurance reserve": (3_400_000, 3_400_000, 3_200_000, 3_200_000, 3_380_000, 3_400_000, 3_510_000, 3_300_000),
    "Major operations reserve": (2_500_000, 2_300_000, 2_300_000, 2_300_000, 2_710_000, 2_050_000, 1_960_000, 2_000_000),
    "Capital investment reserve": (8_700_000, 6_000_000, 4_100_000, 3_000_000, 9_120_000, 7_990_000, 8_020_000, 4_600_000),
})
SECOND_GENERAL = lines(_SECOND_BALANCE, {
    "General balances": (7_400_000, 7_400_000, 7_400_000, 7_400_000, 7_420_000, 7_420_000, 7_420_000, 7_400_000),
})
# fmt: on
