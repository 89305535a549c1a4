with

lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'budget_monitoring'

),

line_values as (

    select * from {{ ref('int_line_values') }}
    where mart = 'budget_monitoring'

),

amounts as (

    select
        row_id,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(value) filter (where column_name = 'spend_to_date_gbp') as spend_to_date_gbp,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        max(value) filter (where column_name = 'variance_gbp') as variance_gbp,
        max(source) filter (where column_name = 'variance_gbp') as variance_source,
        max(value) filter (where column_name = 'variance_pct') as variance_pct,
        max(source) filter (where column_name = 'variance_pct') as variance_pct_source,
        max(value) filter (where column_name = 'share_pct') as share_pct
    from line_values
    group by row_id

),

final as (

    select
        lines.row_id,
        lines.organisation,
        lines.financial_year,
        {{ financial_year_start('lines.financial_year') }} as financial_year_start,
        lines.report_period,
        lines.as_at,
        lines.statement,
        lines.section,
        lines.line,
        lines.line_path,
        lines.standard_line,
        lines.is_total,
        lines.total_of,
        lines.level,
        lines.occurrence,
        lines.adds_to_row_id,
        amounts.original_budget_gbp,
        amounts.revised_budget_gbp,
        amounts.spend_to_date_gbp,
        amounts.forecast_gbp,
        amounts.outturn_gbp,
        amounts.variance_gbp,
        amounts.variance_source,
        amounts.variance_pct,
        amounts.variance_pct_source,
        amounts.share_pct,
        lines.rounding_gbp,
        lines.paper_id,
        lines.paper,
        lines.meeting_date,
        lines.paper_ids,
        lines.proof,
        lines.has_contradiction
    from lines
    inner join amounts on lines.row_id = amounts.row_id

)

select * from final
