with

rows as (

    select * from {{ ref('int_mart_rows') }}

),

cells as (

    select * from {{ ref('int_cells') }}

),

{{ lines_with_variance(
    mart='budget_monitoring',
    columns=[
        'original_budget_gbp', 'revised_budget_gbp', 'spend_to_date_gbp', 'forecast_gbp', 'outturn_gbp', 'share_pct',
    ],
    budgets=['revised_budget_gbp', 'original_budget_gbp'],
) }}

final as (

    select
        rows.row_id,
        rows.organisation,
        rows.financial_year,
        {{ financial_year_start('rows.financial_year') }} as financial_year_start,
        rows.report_period,
        rows.as_at,
        rows.statement,
        rows.section,
        rows.line,
        rows.line_path,
        rows.standard_line,
        rows.is_total,
        rows.total_of,
        rows.level,
        rows.occurrence,
        rows.adds_to_row_id,
        cast(lines.original_budget_gbp as decimal(18, 2)) as original_budget_gbp,
        cast(lines.revised_budget_gbp as decimal(18, 2)) as revised_budget_gbp,
        cast(lines.spend_to_date_gbp as decimal(18, 2)) as spend_to_date_gbp,
        cast(lines.forecast_gbp as decimal(18, 2)) as forecast_gbp,
        cast(lines.outturn_gbp as decimal(18, 2)) as outturn_gbp,
        cast(lines.variance_gbp as decimal(18, 2)) as variance_gbp,
        lines.variance_source,
        cast(lines.variance_pct as decimal(18, 2)) as variance_pct,
        lines.variance_pct_source,
        cast(lines.share_pct as decimal(18, 2)) as share_pct,
        cast(rows.rounding_gbp as decimal(18, 2)) as rounding_gbp,
        rows.paper_id,
        rows.paper,
        rows.meeting_date,
        rows.paper_ids,
        rows.proof,
        rows.has_contradiction
    from rows
    inner join lines on rows.row_id = lines.row_id
    where rows.mart = 'budget_monitoring'

)

select * from final
