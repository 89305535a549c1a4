"""The gate: what every figure of a paper must be before it may enter the warehouse.

Rules of severity `fail` hold the table that breaks them (or, in prose, the sentence's figures); the rest
of the paper goes on. Rules of severity `warn` are reported and hold nothing. Whether a paper's own
arithmetic is right is no matter of the gate: a total that is off is published, `contradicted`, with a
finding. But a table most of whose identities break was not printed like that: it is a misreading.

The rules in SQL see three tables: `figures`, `findings` and `papers`, with the columns of the records.
"""

from __future__ import annotations

import great_expectations.expectations as gxe

from expectations.checks import Rule, SqlRule, matches, not_null, one_of, unique
from expectations.terms import (
    NAMES_BODY,
    NAMES_PUBLIC_BODY,
    TERMS,
    known_bodies,
    measured_pairs,
    standard_lines,
    values_of,
)

SUITE = "figures"
QUALIFIERS = ("exact", "about", "almost", "over", "up to", "at least", "range")
PROOFS = ("proved", "contradicted", "unproved")
STATUSES = ("current", "superseded")
PERIODS = r"^(budget|Q[1-3]|outturn|month ([1-9]|1[0-2]))$"
LARGEST = 1_000_000_000_000
REACH_YEARS = 15
FEWEST_IDENTITIES = 5
LEAST_PROVED_PCT = 50
YEARS = TERMS["years"]
KNOWN_MEASURE = f"""
measure in ({values_of(TERMS["measures"])})
or (unit = 'percent' and regexp_replace(measure, '_pct$', '') in ({values_of(TERMS["measures"])}))
"""
"""In SQL: the measure is one that sentences tell, or a percentage of one of them."""
LISTED = f"(subject, measure) in ({', '.join(f'({values_of(pair)})' for pair in measured_pairs())})"
"""In SQL: the measure of a table's figure is one of its subject, in the closed list."""


def plausible_rows() -> str:
    """The limits of `expectations/terms.yml` as rows of SQL: unit, subject (NULL for all), the most, whether signed."""
    units = [(unit, "null", one["most"], bool(one.get("signed"))) for unit, one in TERMS["plausible"].items()]
    named = TERMS["money"]
    money = [("GBP", f"'{one}'", named.get(one, named["other"])["most"], False) for one in TERMS["subjects"]]
    return ", ".join(f"('{unit}', {subject}, {most}, {signed})" for unit, subject, most, signed in [*units, *money])


RULES: tuple[Rule, ...] = (
    not_null("figure_id", "every figure has an identifier"),
    unique("figure_id", "no two figures have the same identifier"),
    not_null("value", "every figure has a value"),
    not_null("unit", "every figure has a unit: pounds, per cent, officers or the like"),
    one_of("unit", TERMS["units"], f"every unit is a known one: {', '.join(TERMS['units'])}"),
    not_null(
        "measure", "every figure has a measure: it is said whether it is a budget, a forecast, a count or the like"
    ),
    matches("measure", r"^[a-z][a-z0-9_]*$", "every measure is a term of the field, such as revised budget"),
    not_null("subject", "every figure has a subject: budget, reserves, crime or the like"),
    one_of("subject", TERMS["subjects"], f"every subject is a known one: {', '.join(TERMS['subjects'])}"),
    one_of(
        "basis",
        TERMS["bases"],
        f"where it is said how a figure came about, it is one of: {', '.join(TERMS['bases'])}",
    ),
    one_of("table_kind", TERMS["table_kinds"], f"every table is of a known kind: {', '.join(TERMS['table_kinds'])}"),
    one_of(
        "statement",
        TERMS["statements"],
        f"every statement is a known one: {', '.join(TERMS['statements']).replace('_', ' ')}",
    ),
    one_of("standard_line", standard_lines(), "every standard line is a term of the vocabulary, such as officer pay"),
    one_of("status", STATUSES, "every figure is either the latest word of its papers or superseded"),
    one_of(
        "organisation_basis",
        ("paper", "table", "sentence"),
        "whose a figure is, is said by its sentence, its table or its paper",
    ),
    one_of("qualifier", QUALIFIERS, f"every figure is exact, or qualified by a known word: {', '.join(QUALIFIERS)}"),
    one_of("proof", PROOFS, f"every figure is one of: {', '.join(PROOFS)}"),
    not_null("published_text", "every figure has the number as it is printed"),
    matches("financial_year", r"^\d{4}/\d{2}$", "every financial year is written like 2017/18"),
    matches("report_period", PERIODS, "every report period is the budget, a quarter, a month or the outturn"),
    Rule(
        "amounts are of this world",
        "fail",
        f"no amount is beyond {LARGEST:,} pounds",
        gxe.ExpectColumnValuesToBeBetween,
        {"column": "value", "min_value": -LARGEST, "max_value": LARGEST},
    ),
    not_null(
        "row_no",
        "every figure of a table says the row that it is printed in",
        where="table_no.notna()",
        check="table figures have a row",
    ),
    not_null(
        "column_no",
        "every figure of a table says the column that it is printed in",
        where="table_no.notna()",
        check="table figures have a column",
    ),
    not_null(
        "sentence",
        "every figure of the prose says the sentence that it is printed in",
        where="table_no.isna()",
        check="prose figures have a sentence",
    ),
    not_null("organisation", "every figure says which force, office or group it is of", "warn"),
    not_null(
        "line",
        "every figure of a table says the line that it is printed in",
        "warn",
        where="table_no.notna()",
        check="table figures have a line",
    ),
    not_null(
        "financial_year",
        "every amount of money in a table says its financial year",
        "warn",
        where="table_no.notna() and unit == 'GBP'",
        check="money in tables has a year",
    ),
    not_null(
        "standard_line",
        "every line of budget monitoring has a term of the vocabulary, such as officer pay",
        "warn",
        where="table_kind == 'monitoring'",
        check="monitoring lines have a standard term",
    ),
)

SQL_RULES: tuple[SqlRule, ...] = (
    SqlRule(
        check="measure is known",
        severity="fail",
        expected="every measure is a term of the field: in a table one of its subject's closed list",
        violations=f"""
            select paper_id, table_no, figure_id, concat(subject, ' ', measure, ' for ', published_text) as detail
            from figures
            where not if(table_no is null, {KNOWN_MEASURE}, {LISTED})
        """,
        checked="select count(measure) from figures",
    ),
    SqlRule(
        check="organisations are established",
        severity="fail",
        expected="every organisation is of the register of forces, or its own paper, row or column names its area",
        violations=f"""
            select figures.paper_id, table_no, figure_id, figures.organisation as detail
            from figures join papers using (paper_id)
            where figures.organisation not in ({values_of(known_bodies())})
                and regexp_replace(figures.organisation, '{NAMES_BODY}', '')
                    is distinct from regexp_replace(papers.organisation, '{NAMES_BODY}', '')
                and not (
                    organisation_basis = 'table' and regexp_matches(figures.organisation, '{NAMES_PUBLIC_BODY}')
                    and contains(
                        lower(concat_ws(' ', line_path, column_header, section, table_title)),
                        lower(regexp_replace(figures.organisation, '{NAMES_BODY}', ''))
                    )
                )
        """,
        checked="select count(organisation) from figures",
    ),
    SqlRule(
        check="papers name a force",
        severity="warn",
        expected="a paper with figures names the body that they are of; else they stand in no mart of budgets",
        violations="""
            select paper_id, null as table_no, null as figure_id,
                paper || ' names no force: load it again with `--organisation`' as detail
            from papers
            where organisation is null and paper_id in (select paper_id from figures where organisation is null)
        """,
        checked="select count(*) from papers",
    ),
    SqlRule(
        check="what is said of papers is what they say",
        severity="warn",
        expected="what whoever loads a paper says of it is not otherwise in the paper, whose own words are kept",
        violations="""
            select paper_id, null as table_no, null as figure_id, paper || ' ' || overruled as detail
            from papers where overruled is not null
        """,
        checked="select count(said) from papers",
    ),
    SqlRule(
        check="values are plausible",
        severity="fail",
        expected="every value is of a size that its unit can have: no more officers than there are, none below zero",
        violations=f"""
            with limits (unit, subject, most, signed) as (values {plausible_rows()})
            select paper_id, table_no, figure_id, published_text || ' read as '
                || if(value = trunc(value), format('{{:,}}', value::bigint), format('{{:,}}', value::double))
                || ' ' || figures.unit || ', beyond ' || if(abs(value) > most, format('{{:,}}', most), '0') as detail
            from figures join limits
                on figures.unit = limits.unit and (limits.subject is null or figures.subject = limits.subject)
            where abs(value) > most
                or (signed and value < 0 and measure not in ({values_of(TERMS["changes"])}))
        """,
        checked=f"select count(value) from figures where unit in ({values_of([*TERMS['plausible'], 'GBP'])})",
    ),
    SqlRule(
        check="years are plausible",
        severity="fail",
        expected=(
            f"financial years lie in {YEARS['first']} to {YEARS['last']}, within {YEARS['reach']} years of the meeting"
        ),
        violations=f"""
            select figures.paper_id, table_no, figure_id, financial_year as detail
            from (select *, try_cast(financial_year[1:4] as integer) as year from figures) as figures
            join papers using (paper_id)
            where year not between {YEARS["first"]} and {YEARS["last"]}
                or abs(year - year(meeting_date)) > {YEARS["reach"]}
        """,
        checked="select count(financial_year) from figures",
    ),
    SqlRule(
        check="financial years are consecutive",
        severity="fail",
        expected="the second half of a financial year follows the first, as in 2017/18",
        violations="""
            select paper_id, table_no, figure_id, financial_year as detail
            from figures
            where regexp_matches(financial_year, '^\\d{4}/\\d{2}$')
                and (cast(financial_year[1:4] as integer) + 1) % 100 <> cast(financial_year[6:7] as integer)
        """,
        checked="select count(financial_year) from figures",
    ),
    SqlRule(
        check="dates are within the paper's reach",
        severity="fail",
        expected=f"dates lie within {REACH_YEARS} years of the paper's meeting, or in 1990 to 2060 if that is unknown",
        violations=f"""
            with dated as (
                select figures.paper_id, table_no, figure_id, unnest([as_at, forecast_made_on]) as day, meeting_date
                from figures
                join papers using (paper_id)
            )
            select paper_id, table_no, figure_id, strftime(day, '%Y-%m-%d') as detail
            from dated
            where day not between
                coalesce(meeting_date - interval '{REACH_YEARS} years', date '1990-01-01')
                and coalesce(meeting_date + interval '{REACH_YEARS} years', date '2060-12-31')
        """,
        checked="select count(as_at) + count(forecast_made_on) from figures",
    ),
    SqlRule(
        check="no figure stands twice",
        severity="fail",
        expected="each cell of a table gives one figure for each measure and period",
        violations="""
            select paper_id, table_no, unnest(list(figure_id)) as figure_id,
                any_value(published_text) || ', read ' || count(*) || ' times' as detail
            from figures
            where table_no is not null
            group by paper_id, table_no, row_no, column_no, measure, unit, organisation, financial_year, as_at,
                char_start
            having count(*) > 1
        """,
        checked="select count(table_no) from figures",
    ),
    SqlRule(
        check="tables balance",
        severity="fail",
        expected=f"of a table's sums, variances and percentages ({FEWEST_IDENTITIES} or more) at most half are off",
        violations=f"""
            with identities as (
                select distinct figures.paper_id, figures.table_no, findings.finding_id, findings.status
                from (select finding_id, status, kind, unnest(figure_ids) as figure_id from findings) as findings
                join figures using (figure_id)
                where figures.table_no is not null
                    and findings.kind in ('row_sum', 'column_sum', 'variance', 'percentage')
            )
            select paper_id, table_no, null as figure_id,
                count(*) filter (status = 'contradiction') || ' of ' || count(*)
                    || ' sums, variances and percentages are off' as detail
            from identities
            group by paper_id, table_no
            having count(*) >= {FEWEST_IDENTITIES} and count(*) filter (status = 'contradiction') * 2 > count(*)
        """,
        checked="""
            select count(distinct finding_id)
            from findings where kind in ('row_sum', 'column_sum', 'variance', 'percentage')
        """,
    ),
    SqlRule(
        check="tables are proved",
        severity="warn",
        expected=f"at least {LEAST_PROVED_PCT} % of a table's figures are proved by a sum, a variance or a percentage",
        violations=f"""
            select paper_id, table_no, null as figure_id,
                paper || ', table ' || table_no || ': ' || count(*) filter (proof = 'proved') || ' of ' || count(*)
                    as detail
            from figures
            where table_no is not null
            group by paper_id, paper, table_no
            having count(*) filter (proof = 'proved') * 100 < count(*) * {LEAST_PROVED_PCT}
        """,
        checked="select count(distinct (paper_id, table_no)) from figures where table_no is not null",
    ),
    SqlRule(
        check="no contradictions",
        severity="warn",
        expected="every sum, variance and percentage of a paper comes out as it is printed",
        violations="""
            select paper_ids[1] as paper_id, null as table_no, null as figure_id, description as detail
            from findings where status = 'contradiction'
            order by amount_at_stake_gbp desc nulls last
        """,
        checked="select count(*) from findings",
    ),
)

COLUMNS: tuple[str, ...] = (
    "paper_id",
    "table_no",
    "figure_id",
    "value",
    "unit",
    "measure",
    "subject",
    "basis",
    "status",
    "organisation",
    "organisation_basis",
    "qualifier",
    "proof",
    "published_text",
    "financial_year",
    "report_period",
    "row_no",
    "column_no",
    "sentence",
    "line",
    "standard_line",
    "table_kind",
    "statement",
)
"""The columns of `figures` that the rules on the frame look at."""
