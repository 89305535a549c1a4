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

SUITE = "figures"
UNITS = (
    "GBP",
    "percent",
    "officers",
    "fte",
    "headcount",
    "posts",
    "seconds",
    "staff",
    "pcsos",
    "specials",
    "people",
    "count",
    "rank",
    "ratio",
    "multiple",
    "rate",
    "days",
    "hours",
    "minutes",
    "months",
    "years",
    "properties",
    "vehicles",
    "score",
)
BASES = ("actual", "budget", "forecast", "target", "planned", "requested", "approved", "required", "scenario")
QUALIFIERS = ("exact", "about", "almost", "over", "up to", "at least", "range")
PROOFS = ("proved", "contradicted", "unproved")
STATUSES = ("current", "superseded")
PERIODS = r"^(budget|Q[1-3]|outturn|month ([1-9]|1[0-2]))$"
LARGEST = 1_000_000_000_000
REACH_YEARS = 15
FEWEST_IDENTITIES = 5
LEAST_PROVED_PCT = 50

RULES: tuple[Rule, ...] = (
    not_null("figure_id"),
    unique("figure_id"),
    not_null("value"),
    not_null("unit"),
    one_of("unit", UNITS),
    not_null("measure"),
    matches("measure", r"^[a-z][a-z0-9_]*$", "revised_budget"),
    not_null("subject"),
    one_of("basis", BASES),
    one_of("status", STATUSES),
    one_of("organisation_basis", ("paper", "table", "sentence")),
    one_of("qualifier", QUALIFIERS),
    one_of("proof", PROOFS),
    not_null("published_text"),
    matches("financial_year", r"^\d{4}/\d{2}$", "2017/18"),
    matches("report_period", PERIODS, "Q2 or month 5"),
    Rule(
        "amounts are of this world",
        "fail",
        f"no amount beyond {LARGEST:,} pounds",
        gxe.ExpectColumnValuesToBeBetween,
        {"column": "value", "min_value": -LARGEST, "max_value": LARGEST},
    ),
    not_null("row_no", where="table_no.notna()", check="table figures have a row"),
    not_null("column_no", where="table_no.notna()", check="table figures have a column"),
    not_null("sentence", where="table_no.isna()", check="prose figures have a sentence"),
    not_null("organisation", "warn"),
    not_null("line", "warn", where="table_no.notna()", check="table figures have a line"),
    not_null("financial_year", "warn", where="table_no.notna() and unit == 'GBP'", check="money in tables has a year"),
    not_null(
        "standard_line", "warn", where="table_kind == 'monitoring'", check="monitoring lines have a standard term"
    ),
    Rule(
        "percentages are plausible",
        "warn",
        "percentages lie between -1000 and 1000",
        gxe.ExpectColumnValuesToBeBetween,
        {"column": "value", "min_value": -1000, "max_value": 1000},
        "unit == 'percent'",
    ),
)

SQL_RULES: tuple[SqlRule, ...] = (
    SqlRule(
        check="financial years are consecutive",
        severity="fail",
        expected="the second year follows the first, as in 2017/18",
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
            select paper_id, table_no, figure_id, day as detail
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
        expected="one figure for each cell, measure and period of a table",
        violations="""
            select paper_id, table_no, unnest(list(figure_id)) as figure_id,
                'row ' || row_no || ', column ' || column_no as detail
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
        expected=f"at most half of a table's identities break (of {FEWEST_IDENTITIES} or more)",
        violations=f"""
            with identities as (
                select distinct figures.paper_id, figures.table_no, findings.finding_id, findings.status
                from (select finding_id, status, kind, unnest(figure_ids) as figure_id from findings) as findings
                join figures using (figure_id)
                where figures.table_no is not null
                    and findings.kind in ('row_sum', 'column_sum', 'variance', 'percentage')
            )
            select paper_id, table_no, null as figure_id,
                count(*) filter (status = 'contradiction') || ' of ' || count(*) || ' identities break' as detail
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
        expected=f"at least {LEAST_PROVED_PCT} % of a table's figures stand in an identity that balances",
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
        expected="no identity of a paper breaks",
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
)
"""The columns of `figures` that the rules on the frame look at."""
