with

lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'budget_changes'

),

line_values as (

    select * from {{ ref('int_line_values') }}
    where mart = 'budget_changes'

),

amounts as (

    select
        row_id,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'virements_gbp') as virements_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(value) filter (where column_name = 'unexplained_gbp') as unexplained_gbp
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
        amounts.virements_gbp,
        amounts.revised_budget_gbp,
        amounts.unexplained_gbp,
        lines.summed_rounding_gbp as rounding_gbp,
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
