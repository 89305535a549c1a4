with

change_lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'budget_changes'

),

virements as (

    select * from {{ ref('int_virements_summed') }}

),

final as (

    select
        virements.row_id,
        virements.change_row_id,
        change_lines.organisation,
        change_lines.financial_year,
        {{ financial_year_start('change_lines.financial_year') }} as financial_year_start,
        change_lines.report_period,
        change_lines.as_at,
        change_lines.statement,
        change_lines.line,
        change_lines.line_path,
        change_lines.standard_line,
        change_lines.is_total,
        change_lines.total_of,
        change_lines.level,
        change_lines.occurrence,
        virements.virement,
        virements.virement_gbp,
        virements.paper_ids,
        virements.proof,
        virements.has_contradiction
    from virements
    inner join change_lines on virements.change_row_id = change_lines.row_id

)

select * from final
