with

rows as (

    select * from {{ ref('int_mart_rows') }}

),

cells as (

    select * from {{ ref('int_cells') }}

),

changed as (

    select
        row_id,
        max(mart_value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        sum(mart_value) filter (where column_name = 'virements_gbp') as virements_gbp,
        max(mart_value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        sum(rounding) as rounding_gbp
    from cells
    where mart = 'budget_changes' and is_winner
    group by row_id

),

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
        cast(changed.original_budget_gbp as decimal(18, 2)) as original_budget_gbp,
        cast(changed.virements_gbp as decimal(18, 2)) as virements_gbp,
        cast(changed.revised_budget_gbp as decimal(18, 2)) as revised_budget_gbp,
        cast(
            changed.revised_budget_gbp - changed.original_budget_gbp - coalesce(changed.virements_gbp, 0)
            as decimal(18, 2)
        ) as unexplained_gbp,
        cast(changed.rounding_gbp as decimal(18, 2)) as rounding_gbp,
        rows.paper_id,
        rows.paper,
        rows.meeting_date,
        rows.paper_ids,
        rows.proof,
        rows.has_contradiction
    from rows
    inner join changed on rows.row_id = changed.row_id
    where rows.mart = 'budget_changes'

)

select * from final
