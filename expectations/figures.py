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
from expectations.terms import NAMES_BODY, NAMES_PUBLIC_BODY, TERMS, known_bodies, standard_lines, values_of

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
"""In SQL: the measure is of the closed list, or a percentage of one of it."""
OWN_WORDS = """
table_no is not null and len(list_filter(
    string_split(regexp_replace(measure, '_pct$', ''), '_'),
    word -> not contains(lower(replace(concat_ws(' ', column_header, line), '&', ' and ')), word)
)) = 0
"""
"""In SQL: the measure of a table's figure is made of words that are printed in its own header or line."""


def plausible_rows() -> str:
    """The limits of `expectations/terms.yml` as rows of SQL: unit, subject (NULL for all), the most, whether signed."""
    units = [(unit, "null", one["most"], bool(one.get("signed"))) for unit, one in TERMS["plausible"].items()]
    named = TERMS["money"]
    money = [("GBP", f"'{one}'", named.get(one, named["other"])["most"], False) for one in TERMS["subjects"]]
    return ", ".join(f"('{unit}', {subject}, {most}, {signed})" for unit, subject, most, signed in [*units, *money])


RULES: tuple[Rule, ...] = (
    not_null("figure_id"),
    unique("figure_id"),
    not_null("value"),
    not_null("unit"),
    one_of("unit", TERMS["units"]),
    not_null("measure"),
    matches("measure", r"^[a-z][a-z0-9_]*$", "revised_budget"),
    not_null("subject"),
    one_of("subject", TERMS["subjects"]),
    one_of("basis", TERMS["bases"]),
    one_of("table_kind", TERMS["table_kinds"]),
    one_of("statement", TERMS["statements"]),
    one_of("standard_line", standard_lines(), said="a term of extract/vocabulary/"),
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
)

SQL_RULES: tuple[SqlRule, ...] = (
    SqlRule(
        check="measure is known",
        severity="fail",
        expected="a measure of expectations/terms.yml; in a table, also the words of its own header or line",
        violations=f"""
            select paper_id, table_no, figure_id, measure as detail from figures
            where not ({KNOWN_MEASURE}) and not ({OWN_WORDS})
        """,
        checked="select count(measure) from figures",
    ),
    SqlRule(
        check="measures are of the vocabulary",
        severity="warn",
        expected="no measure is named by a header's own words",
        violations=f"""
            select paper_id, table_no, figure_id, measure as detail from figures
            where not ({KNOWN_MEASURE}) and ({OWN_WORDS})
        """,
        checked="select count(measure) from figures",
    ),
    SqlRule(
        check="organisations are established",
        severity="fail",
        expected="an organisation is of the register of forces, or its own document, row or column names its area",
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
        expected="a value is of the size that its unit has in this world (expectations/terms.yml)",
        violations=f"""
            with limits (unit, subject, most, signed) as (values {plausible_rows()})
            select paper_id, table_no, figure_id, published_text || ' read as ' || format('{{:,}}', value::double)
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
        expected=f"years of {YEARS['first']} to {YEARS['last']}, within {YEARS['reach']} of the meeting",
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
    "statement",
)
"""The columns of `figures` that the rules on the frame look at."""
