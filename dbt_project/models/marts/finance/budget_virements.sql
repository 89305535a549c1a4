with

budget_changes as (

    select * from {{ ref('budget_changes') }}

),

cells as (

    select * from {{ ref('int_table_figures_flagged') }}
    where mart = 'budget_changes' and column_name = 'virements_gbp' and is_current

),

virements as (

    select
        row_id as change_row_id,
        column_part as virement,
        sum(mart_value) filter (where is_winner) as virement_gbp,
        list(distinct paper_id order by paper_id) as paper_ids,
        {{ weakest_proof('proof') }} as proof,
        bool_or(has_contradiction) as has_contradiction
    from cells
    group by row_id, column_part

),

final as (

    select
        {{ row_key(["'budget_virements'", 'virements.change_row_id', 'virements.virement']) }} as row_id,
        virements.change_row_id,
        budget_changes.organisation,
        budget_changes.financial_year,
        budget_changes.financial_year_start,
        budget_changes.report_period,
        budget_changes.as_at,
        budget_changes.statement,
        budget_changes.line,
        budget_changes.line_path,
        budget_changes.standard_line,
        budget_changes.is_total,
        budget_changes.total_of,
        budget_changes.level,
        budget_changes.occurrence,
        virements.virement,
        cast(virements.virement_gbp as decimal(18, 2)) as virement_gbp,
        virements.paper_ids,
        virements.proof,
        virements.has_contradiction
    from virements
    inner join budget_changes on virements.change_row_id = budget_changes.row_id

)

select * from final
