with

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

corrections as (

    select * from {{ ref('int_figures_corrected') }}

),

-- amounts and percentages of tables that count, each in a line that has a name
in_lines as (

    select
        *,
        paper_id as said_in_paper_id,
        coalesce(line_path, line) as row_path
    from figures
    where
        status = 'current'
        and may_reach_marts
        and table_no is not null
        and row_no is not null
        and coalesce(line_path, line) is not null
        and unit in ('GBP', 'percent')

),

uncorrected as (

    select in_lines.*
    from in_lines
    anti join corrections on in_lines.figure_id = corrections.figure_id

),

-- a corrected figure stands where the one that it corrects was printed
corrected as (

    select
        in_lines.* replace (
            corrections.by_figure_id as figure_id,
            corrections.by_paper_id as said_in_paper_id,
            corrections.by_paper_order as paper_order,
            corrections.by_meeting_date as meeting_date,
            corrections.by_rounding as rounding,
            corrections.corrected_value * coalesce(in_lines.mart_sign, 1) as mart_value,
            corrections.by_proof as proof
        )
    from in_lines
    inner join corrections on in_lines.figure_id = corrections.figure_id
    where corrections.is_placed

),

final as (

    select * from uncorrected
    union all by name
    select * from corrected

)

select * from final
