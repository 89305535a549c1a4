with

rows as (

    select * from {{ ref('int_lines_summarised') }}

),

cells as (

    select * from {{ ref('int_table_figures_flagged') }}

),

{{ lines_with_variance(
    mart='capital_programme',
    columns=[
        'original_budget_gbp', 'brought_forward_gbp', 'total_budget_gbp', 'spend_to_date_gbp', 'forecast_gbp',
        'outturn_gbp', 'share_pct',
    ],
    budgets=['total_budget_gbp', 'original_budget_gbp'],
) }}

final as (

    select
        {{ line_columns(named=['rows.capital_section as section']) }},
        cast(lines.original_budget_gbp as decimal(18, 2)) as original_budget_gbp,
        cast(lines.brought_forward_gbp as decimal(18, 2)) as brought_forward_gbp,
        cast(lines.total_budget_gbp as decimal(18, 2)) as total_budget_gbp,
        cast(lines.spend_to_date_gbp as decimal(18, 2)) as spend_to_date_gbp,
        cast(lines.forecast_gbp as decimal(18, 2)) as forecast_gbp,
        cast(lines.outturn_gbp as decimal(18, 2)) as outturn_gbp,
        cast(lines.variance_gbp as decimal(18, 2)) as variance_gbp,
        lines.variance_source,
        cast(lines.variance_pct as decimal(18, 2)) as variance_pct,
        lines.variance_pct_source,
        cast(lines.share_pct as decimal(18, 2)) as share_pct,
        cast(rows.rounding_gbp as decimal(18, 2)) as rounding_gbp,
        {{ line_evidence() }}
    from rows
    inner join lines on rows.row_id = lines.row_id
    where rows.mart = 'capital_programme'

)

select * from final
