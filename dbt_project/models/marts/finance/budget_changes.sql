with

rows as (

    select * from {{ ref('int_lines_summarised') }}

),

cells as (

    select * from {{ ref('int_table_figures_flagged') }}

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
        {{ line_columns() }},
        cast(changed.original_budget_gbp as decimal(18, 2)) as original_budget_gbp,
        cast(changed.virements_gbp as decimal(18, 2)) as virements_gbp,
        cast(changed.revised_budget_gbp as decimal(18, 2)) as revised_budget_gbp,
        cast(
            changed.revised_budget_gbp - changed.original_budget_gbp - coalesce(changed.virements_gbp, 0)
            as decimal(18, 2)
        ) as unexplained_gbp,
        cast(changed.rounding_gbp as decimal(18, 2)) as rounding_gbp,
        {{ line_evidence() }}
    from rows
    inner join changed on rows.row_id = changed.row_id
    where rows.mart = 'budget_changes'

)

select * from final
