with

cells as (

    select * from {{ ref('int_table_figures_flagged') }}
    where is_current

),

-- the latest paper's first print of a row says what the row is
leading_cells as (

    select *
    from cells
    qualify row_number() over (
        partition by mart, row_id
        order by paper_order desc, table_no asc, row_no asc, column_no asc
    ) = 1

),

evidence as (

    select
        mart,
        row_id,
        cast(max(rounding) filter (where column_name not like '%_pct') as decimal(18, 2)) as rounding_gbp,
        cast(sum(rounding) filter (where is_winner) as decimal(18, 2)) as summed_rounding_gbp,
        list(distinct said_in_paper_id order by said_in_paper_id) as paper_ids,
        {{ weakest_proof('proof') }} as proof,
        bool_or(has_contradiction) as has_contradiction
    from cells
    group by mart, row_id

),

final as (

    select
        leading_cells.mart,
        leading_cells.row_id,
        leading_cells.organisation,
        leading_cells.financial_year,
        leading_cells.report_period,
        leading_cells.as_at,
        leading_cells.as_at_inferred,
        leading_cells.statement,
        leading_cells.section,
        leading_cells.capital_section,
        leading_cells.reserve,
        leading_cells.category,
        leading_cells.basis,
        leading_cells.forecast_made_on,
        leading_cells.line,
        leading_cells.line_path,
        leading_cells.standard_line,
        leading_cells.is_total,
        leading_cells.total_of,
        leading_cells.level,
        leading_cells.occurrence,
        leading_cells.adds_to_row_id,
        leading_cells.paper_id,
        leading_cells.paper,
        leading_cells.meeting_date,
        evidence.rounding_gbp,
        evidence.summed_rounding_gbp,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from leading_cells
    inner join evidence
        on
            leading_cells.mart = evidence.mart
            and leading_cells.row_id = evidence.row_id

)

select * from final
