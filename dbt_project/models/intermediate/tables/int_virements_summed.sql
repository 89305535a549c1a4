with

figures as (

    select * from {{ ref('int_table_figures_flagged') }}
    where mart = 'budget_changes' and column_name = 'virements_gbp' and is_current

),

summed as (

    select
        row_id as change_row_id,
        column_part as virement,
        cast(sum(mart_value) filter (where is_winner) as decimal(18, 2)) as virement_gbp,
        list(distinct figure_id order by figure_id) as figure_ids,
        list(distinct paper_id order by paper_id) as paper_ids,
        {{ weakest_proof('proof') }} as proof,
        bool_or(has_contradiction) as has_contradiction
    from figures
    group by row_id, column_part

),

final as (

    select
        {{ row_key(["'budget_virements'", 'change_row_id', 'virement']) }} as row_id,
        *
    from summed

)

select * from final
