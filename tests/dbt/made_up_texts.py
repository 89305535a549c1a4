"""Made-up papers as texts, read as any paper is: of topics, and of one year seen by several papers.

Each set is of police areas of its own, so that all of them stand in one warehouse and none speaks of another.
"""

from __future__ import annotations

from made_up_house import Raw

from extract.pipeline import extract
from extract.read.text import read_text

TOPICS = """SOUTHSHIRE POLICE AND CRIME PANEL

12 December 2022

2022/23 FINANCIAL MONITORING - QUARTER 2

Report by the Chief Finance Officer of Southshire Police

Savings of £8.0m were built into the 2022/23 budget. Almost 60% have been delivered to date. Of the remaining savings, \
25% are taking longer to deliver than planned. Only 5% are now considered unachievable.

The savings of £8.0m in 2022/23 are on the agenda of every meeting.

The Force has recruited a further 44 officers under the Police Uplift Programme, against a target of 120 officers by \
31 March 2023.

At 30 September 2022 the Force employed 1,310.5 FTE officers against an establishment of 1,350 FTE.

Residential burglary fell by 12% in the year to September 2022, compared with a national rise of 3%.

The Force made 7 arrests at one warehouse. It made 7 arrests at another in the same week.

The precept for 2022/23 was approved at £71.2m, and Band D council tax of £251.10 is an increase of £10.
"""
TOPICS_AGAIN = """SOUTHSHIRE POLICE AND CRIME PANEL

6 March 2023

Report by the Chief Finance Officer of Southshire Police

At 30 September 2022 the Force employed 1,310.5 FTE officers against an establishment of 1,350 FTE.
"""
TOPIC_TABLES = """EASTSHIRE POLICE AND CRIME PANEL

12 December 2022

2022/23 FINANCIAL MONITORING - QUARTER 2

Report by the Chief Finance Officer of Eastshire Police

Savings of £3.2m were built into the 2022/23 budget.

Savings programme 2022/23

| Savings scheme | Target £000 | Delivered £000 | Forecast £000 |
|---|---|---|---|
| Estates review | 1,250 | 640 | 1,190 |
| Fleet telematics | 750 | 410 | 750 |
| Procurement | 1,200 | 300 | 880 |
| Total savings | 3,200 | 1,350 | 2,820 |

Workforce at 30 September 2022 (FTE)

| | Establishment | Actual | Variance |
|---|---|---|---|
| Police officers | 1,350.0 | 1,310.5 | (39.5) |
| PCSOs | 120.0 | 101.0 | (19.0) |
| Police staff | 870.0 | 842.0 | (28.0) |
| Total | 2,340.0 | 2,253.5 | (86.5) |

Recorded crime

| Offence | 2021/22 | 2022/23 | Change % |
|---|---|---|---|
| Residential burglary | 1,210 | 1,065 | -12.0% |
| Robbery | 402 | 421 | 4.7% |
| Vehicle crime | 2,310 | 2,480 | 7.4% |

Funding of the budget 2022/23

| Source of funding | 2022/23 £000 |
|---|---|
| Police grant | 68,410 |
| Council tax precept | 71,205 |
| Collection fund surplus | 612 |
| Total funding | 140,227 |
"""
QUARTER_1 = """MIDSHIRE POLICE AND CRIME PANEL

7 September 2023

2023/24 REVENUE MONITORING - QUARTER 1

Report by the Chief Finance Officer of Midshire Police

Revenue position of the Force at quarter 1 of 2023/24

| | Original Budget £000 | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|---|
| Police Officer Pay | 71,300 | 71,300 | 71,840 | 540 |
| Police Staff Pay | 38,240 | 38,240 | 37,902 | (338) |
| Estates costs | 9,417 | 9,417 | 9,520 | 103 |
| Laboratory and custody | 6,213 | 6,213 | 6,766 | 553 |
| Total | 125,170 | 125,170 | 126,028 | 858 |
"""
QUARTER_2 = """MIDSHIRE POLICE AND CRIME PANEL

8 December 2023

2023/24 REVENUE MONITORING - QUARTER 2

Report by the Chief Finance Officer of Midshire Police

The Chief Finance Officer clarified that the forecast of the Force at quarter 1 was an overspend of £885k, not £858k \
as shown in the report.

Revenue position of the Force at quarter 2 of 2023/24

| | Original Budget £000 | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|---|
| Police Officer Pay | 71,200 | 71,200 | 72,404 | 1,204 |
| Police Staff Pay | 38,340 | 38,340 | 37,701 | (639) |
| Premises | 9,417 | 9,417 | 9,640 | 223 |
| Laboratory fees | 4,101 | 4,101 | 4,390 | 289 |
| Custody contracts | 2,112 | 2,112 | 2,083 | (29) |
| Total | 125,170 | 125,170 | 126,218 | 1,048 |
"""
LATER_WORDS = """MIDSHIRE POLICE AND CRIME PANEL

8 March 2024

2023/24 REVENUE MONITORING

Report by the Chief Finance Officer of Midshire Police

At quarter 2 the Force reported a forecast overspend of £1.05m. The Q2 forecast for police officer pay of the Force \
was an overspend of £1.5m.
"""
QUOTING = """WESTSHIRE POLICE AND CRIME PANEL

8 December 2023

2023/24 REVENUE MONITORING - QUARTER 2

Report by the Chief Finance Officer of Westshire Police

The full year forecast is a net overspend of £1,048k. This compares with a net overspend of £885k in the Q1 report.

Revenue position at quarter 2 of 2023/24

| | Revised Budget £000 | Forecast £000 | Variance £000 |
|---|---|---|---|
| Police Officer Pay | 71,200 | 72,404 | 1,204 |
| Police Staff Pay | 38,340 | 37,701 | (639) |
| Premises | 9,417 | 9,900 | 483 |
| Total | 118,957 | 120,005 | 1,048 |
"""

COUNCIL = """Westshire County Council

12 December 2022

2022/23 FINANCIAL MONITORING - QUARTER 2

The Council and Southshire Police own a company.

Revenue at 30 September 2022

| £000 | Revised budget | Forecast | Variance |
|---|---|---|---|
| Adult social care | 240,120 | 245,340 | 5,220 |
| Highways | 60,230 | 58,110 | (2,120) |
| Total | 300,350 | 303,450 | 3,100 |

Reserves

| £000 | Balance 31 March 2022 | Forecast balance 31 March 2023 |
|---|---|---|
| General reserve | 20,110 | 18,220 |
| Insurance reserve | 4,230 | 4,120 |
| Total | 24,340 | 22,340 |

Savings of £9.4m were built into the 2022/23 budget of the Council.
"""
SIDE_BY_SIDE = """NORTHMOOR POLICE AND CRIME PANEL

12 December 2022

Recorded crime in the 12 months to September 2022

| Force | Crimes |
|---|---|
| Northmoor | 51,240 |
| Southmoor | 60,110 |
| Most similar forces | 55,330 |
| Regional average | 54,120 |
| England and Wales | 5,400,000 |
"""
PAPERS = {
    "a": TOPICS,
    "b": TOPICS_AGAIN,
    "c": TOPIC_TABLES,
    "1st": QUARTER_1,
    "2nd": QUARTER_2,
    "3rd": LATER_WORDS,
    "4th": QUOTING,
    "of-a-council": COUNCIL,
    "side-by-side": SIDE_BY_SIDE,
}


def texts() -> Raw:
    """The papers' records, figures and findings, as extraction gives them."""
    read = [
        extract(read_text(text.encode(), name[0] * 64, f"{name}.txt", "text/plain")) for name, text in PAPERS.items()
    ]
    return Raw(
        papers=tuple(one.paper for one in read),
        figures=tuple(figure for one in read for figure in one.figures),
        findings=tuple(finding for one in read for finding in one.findings),
    )
