with

cells as (

    select * from {{ ref('int_table_figures_flagged') }}

),

sentence_positions as (

    select * from {{ ref('int_sentence_positions_matched') }}

),

said as (

    select
        row_id,
        figure_id,
        paper_id,
        proof,
        has_contradiction,
        column_name
    from sentence_positions
    unpivot (
        amount for column_name in (
            original_budget_gbp, revised_budget_gbp, forecast_gbp, outturn_gbp, variance_gbp
        )
    )

),

final as (

    select
        mart,
        row_id,
        column_name,
        figure_id,
        said_in_paper_id as paper_id,
        proof,
        has_contradiction
    from cells
    where is_current
    union all by name
    select
        'sentences' as mart,
        *
    from said

)

select * from final
