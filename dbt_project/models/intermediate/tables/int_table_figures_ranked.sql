with

figures as (

    select * from {{ ref('int_table_figures_keyed') }}

),

-- of several prints the latest paper's counts, and in it the most precise
ranked as (

    select
        *,
        row_number() over latest_first = 1 as is_winner,
        first_value(figure_id) over latest_first as winner_figure_id,
        first_value(mart_value) over latest_first as winner_value,
        first_value(rounding) over latest_first as winner_rounding,
        first_value(paper_id) over latest_first as winner_paper_id
    from figures
    window
        latest_first as (
            partition by row_id, column_name, column_part
            order by paper_order desc, rounding asc, table_no asc, row_no asc, column_no asc
        )

),

agreed as (

    select
        *,
        abs(mart_value - winner_value) <= rounding + winner_rounding
        or (mart = 'reserve_balances' and paper_id = winner_paper_id) as is_current
    from ranked

),

-- the row whose total a line is a part of: in the same body's column where there is one, else in the group's
parents as (

    select
        mart,
        paper_id,
        table_no,
        row_no,
        financial_year,
        as_at,
        report_period,
        forecast_made_on,
        organisation,
        min(row_id) as row_id
    from agreed
    group by all

),

part_of as (

    select
        agreed.mart,
        agreed.figure_id,
        first(
            parents.row_id
            order by
                agreed.organisation is not distinct from parents.organisation desc,
                parents.organisation asc
        ) as adds_to_row_id
    from agreed
    inner join parents
        on
            agreed.mart = parents.mart
            and agreed.paper_id = parents.paper_id
            and agreed.table_no = parents.table_no
            and agreed.adds_to_row_no = parents.row_no
            and agreed.financial_year is not distinct from parents.financial_year
            and agreed.as_at is not distinct from parents.as_at
            and agreed.report_period is not distinct from parents.report_period
            and agreed.forecast_made_on is not distinct from parents.forecast_made_on
    group by agreed.mart, agreed.figure_id

),

final as (

    select
        agreed.mart,
        agreed.row_id,
        agreed.column_name,
        agreed.column_part,
        agreed.figure_id,
        agreed.is_winner,
        agreed.is_current,
        case when not agreed.is_current then agreed.winner_figure_id end as restated_by_figure_id,
        agreed.mart_value,
        agreed.rounding,
        agreed.proof,
        agreed.paper_id,
        agreed.said_in_paper_id,
        agreed.paper,
        agreed.meeting_date,
        agreed.paper_order,
        agreed.table_no,
        agreed.row_no,
        agreed.column_no,
        agreed.organisation,
        agreed.organisation_basis,
        agreed.area,
        agreed.financial_year,
        agreed.report_period,
        agreed.as_at,
        agreed.as_at_inferred,
        agreed.statement,
        agreed.section,
        agreed.capital_section,
        agreed.reserve,
        agreed.category,
        agreed.basis,
        agreed.forecast_made_on,
        coalesce(agreed.line, agreed.row_path) as line,
        agreed.row_path as line_path,
        agreed.standard_line,
        agreed.is_total,
        agreed.total_of,
        agreed.level,
        agreed.occurrence,
        part_of.adds_to_row_id
    from agreed
    left join part_of on agreed.mart = part_of.mart and agreed.figure_id = part_of.figure_id

)

select * from final
