"""The audit: what the marts must be before they are published, beside what dbt's own tests say.

dbt's tests are about each model: keys, relations, lines that add up. The rules here look across them
at what a reader relies on: nothing that is held is published, every value leads to its paper, signs and
dates are those of the contract, and what is computed is computed from what stands beside it. Which values a
column of a mart may have is told once, beside the column in dbt (`accepted_values`); what a paper's figures may
say, at the gate (`expectations.figures`).

The rules in SQL see the schemas `core`, `marts` and `audit` of the built warehouse.
"""

from __future__ import annotations

import great_expectations.expectations as gxe

from expectations.checks import Rule, SqlRule, matches, not_null, one_of, unique
from expectations.figures import PROOFS

SUITE = "marts"
FRESH_DAYS = 400
LEAST_PROVED_PCT = 50
LATEST_MONTHS = 9

EVERY_MART: tuple[Rule, ...] = (
    not_null("row_id", "every row has an identifier"),
    unique("row_id", "no two rows have the same identifier"),
    one_of("proof", PROOFS, f"every row is one of: {', '.join(PROOFS)}"),
    not_null("proof", "every row says whether its figures are proved"),
    not_null("has_contradiction", "every row says whether one of its figures stands in a contradiction"),
    Rule(
        "paper_ids is not empty",
        "fail",
        "every row names the papers that it comes from",
        gxe.ExpectColumnValuesToBeBetween,
        {"column": "papers", "min_value": 1},
    ),
)
"""Rules for each mart with rows from papers; `papers` is the length of `paper_ids`."""

ORGANISATIONS: tuple[Rule, ...] = (
    not_null("organisation", "every organisation has a name"),
    unique("organisation", "no organisation stands in it twice"),
    not_null("kind", "every organisation is said to be a force, an office, a group, an alliance or a nation"),
)

COVERAGE: tuple[Rule, ...] = (
    not_null("row_id", "every row has an identifier"),
    unique("row_id", "no two rows have the same identifier"),
    not_null("organisation", "every report that is expected or found says whose it is"),
    matches("financial_year", r"^\d{4}/\d{2}$", "every financial year is written like 2017/18"),
    not_null("report_period", "every report that is expected or found says its period"),
    not_null(
        "due_on",
        "every report that is expected is due on a day",
        where="is_expected",
        check="what is expected is due on a day",
    ),
    not_null(
        "proof",
        "every report that was found says whether its figures are proved",
        where="status.isin(['found', 'late'])",
        check="what was found has a proof",
    ),
)

BUDGET_MONITORING: tuple[Rule, ...] = (
    not_null("organisation", "every line says which force, office or group it is of"),
    not_null("financial_year", "every line says its financial year"),
    matches("financial_year", r"^\d{4}/\d{2}$", "every financial year is written like 2017/18"),
    not_null("report_period", "every line says the period that is reported"),
    not_null("line", "every line has a name"),
    not_null("statement", "every line says the statement that it stands in"),
    not_null(
        "variance_source",
        "every variance says whether it is published or computed",
        where="variance_gbp.notna()",
        check="variances have a source",
    ),
    not_null("as_at", "every line says the date that it is stated at", "warn"),
    not_null("standard_line", "every line has a term of the vocabulary, such as officer pay", "warn"),
)

SQL_RULES: tuple[SqlRule, ...] = (
    SqlRule(
        check="nothing held is published",
        severity="fail",
        expected="no figure of a paper or table that is held is published",
        violations="""
            select figures.paper_id, figures.paper || ', table ' || coalesce(figures.table_no, 0) as detail
            from core.figures as figures
            join audit.held as held
                on held.paper_id = figures.paper_id and (held.table_no is null or held.table_no = figures.table_no)
            group by all
        """,
        checked="select count(*) from core.figures",
        needs=("core.figures", "audit.held"),
    ),
    SqlRule(
        check="figures have a paper",
        severity="fail",
        expected="every figure's paper is in the list of papers (core.papers)",
        violations="""
            select distinct paper_id, paper as detail from core.figures
            where paper_id not in (select paper_id from core.papers)
        """,
        checked="select count(*) from core.figures",
        needs=("core.figures", "core.papers"),
    ),
    SqlRule(
        check="values lead to their figures",
        severity="fail",
        expected="every figure that a value of a mart comes from is published too (core.figures)",
        violations="""
            select mart || '.' || column_name as detail, count(*) as times from core.mart_figures
            where figure_id not in (select figure_id from core.figures)
            group by all
        """,
        checked="select count(*) from core.mart_figures",
        needs=("core.figures", "core.mart_figures"),
    ),
    SqlRule(
        check="monitoring figures are in the marts",
        severity="fail",
        expected="where papers print budget monitoring of a known body and year, marts.budget_monitoring has rows",
        violations="""
            select paper_id, any_value(paper) || ': ' || count(*) || ' figures' as detail from core.figures
            where table_kind = 'monitoring' and status = 'current' and measure = 'forecast' and unit = 'GBP'
                and organisation in (select organisation from marts.organisations where kind <> 'other')
                and financial_year is not null and report_period is not null
                and not exists (select 1 from marts.budget_monitoring)
            group by paper_id
        """,
        checked="select count(*) from core.figures where table_kind = 'monitoring'",
        needs=("core.figures", "marts.budget_monitoring", "marts.organisations"),
    ),
    SqlRule(
        check="computed variances are forecast less budget",
        severity="fail",
        expected="a computed variance is the outturn or forecast less the current budget; positive is adverse",
        # the rule of int_line_variances_settled, asked again of the columns that a reader sees
        violations="""
            select row_id, unnest(paper_ids) as paper_id, line as detail from marts.budget_monitoring
            where variance_source = 'computed' and variance_gbp is distinct from
                coalesce(outturn_gbp, forecast_gbp) - coalesce(revised_budget_gbp, original_budget_gbp)
        """,
        checked="select count(*) from marts.budget_monitoring where variance_source = 'computed'",
        needs=("marts.budget_monitoring",),
    ),
    SqlRule(
        check="positions are stated within reach of their year",
        severity="warn",
        expected=f"every position is stated within its financial year, or up to {LATEST_MONTHS} months after it",
        violations=f"""
            select row_id, unnest(paper_ids) as paper_id, financial_year || ' as at ' || as_at as detail
            from marts.budget_monitoring
            where as_at not between financial_year_start
                and financial_year_start + interval '1 year' + interval '{LATEST_MONTHS} months'
        """,
        checked="select count(as_at) from marts.budget_monitoring",
        needs=("marts.budget_monitoring",),
    ),
    SqlRule(
        check="net budgets are expenditure",
        severity="warn",
        expected="the outermost total of a net revenue statement is expenditure, and positive",
        violations="""
            select row_id, unnest(paper_ids) as paper_id, organisation || ', ' || line as detail
            from marts.budget_monitoring
            where statement = 'net_revenue' and is_total and level = 0
                and coalesce(revised_budget_gbp, original_budget_gbp) < 0
        """,
        checked="""
            select count(*) from marts.budget_monitoring
            where statement = 'net_revenue' and is_total and level = 0
                and coalesce(revised_budget_gbp, original_budget_gbp) is not null
        """,
        needs=("marts.budget_monitoring",),
    ),
    SqlRule(
        check="monitoring rows are proved",
        severity="warn",
        expected=f"at least {LEAST_PROVED_PCT} % of a body's monitoring rows in a year are proved",
        violations=f"""
            select organisation || ' ' || financial_year || ': '
                || count(*) filter (proof = 'proved') || ' of ' || count(*) as detail
            from marts.budget_monitoring
            group by organisation, financial_year
            having count(*) filter (proof = 'proved') * 100 < count(*) * {LEAST_PROVED_PCT}
        """,
        checked="select count(*) from marts.budget_monitoring",
        needs=("marts.budget_monitoring",),
    ),
    SqlRule(
        check="outturns are compared with the latest forecast",
        severity="fail",
        expected="what an outturn missed its forecast by is the outturn less the latest forecast",
        violations="""
            select row_id, unnest(paper_ids) as paper_id, line as detail from marts.forecast_vs_outturn
            where outturn_less_forecast_gbp is distinct from outturn_gbp - latest_forecast_gbp
        """,
        checked="select count(outturn_less_forecast_gbp) from marts.forecast_vs_outturn",
        needs=("marts.forecast_vs_outturn",),
    ),
    SqlRule(
        check="forecasts lie on the line's history",
        severity="fail",
        expected="the latest forecast of a line stands in the history of its forecasts too",
        violations="""
            select row_id, unnest(paper_ids) as paper_id, line as detail
            from marts.forecast_vs_outturn as compared
            where latest_forecast_gbp is not null and latest_forecast_gbp not in (
                select forecast_gbp from marts.forecast_history as history
                where history.organisation = compared.organisation
                    and history.financial_year = compared.financial_year
                    and history.statement = compared.statement
                    and forecast_gbp is not null
            ) and exists (
                select 1 from marts.forecast_history as history
                where history.organisation = compared.organisation
                    and history.financial_year = compared.financial_year
                    and history.statement = compared.statement
                    and history.line = compared.line and forecast_gbp is not null
            )
        """,
        checked="select count(latest_forecast_gbp) from marts.forecast_vs_outturn",
        needs=("marts.forecast_vs_outturn", "marts.forecast_history"),
    ),
    SqlRule(
        check="papers are fresh",
        severity="warn",
        expected=f"the newest meeting lies within {FRESH_DAYS} days of this load",
        violations=f"""
            select strftime(max(meeting_date), '%Y-%m-%d') as detail from core.papers
            having max(meeting_date) < current_date - interval '{FRESH_DAYS} days'
        """,
        checked="select count(meeting_date) from core.papers",
        needs=("core.papers",),
    ),
)
