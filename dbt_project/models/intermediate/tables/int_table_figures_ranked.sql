with

cells_of_tables as (

    select
        *,
        paper_id as said_in_paper_id,
        coalesce(line_path, line) as row_path
    from {{ ref('int_figures_enriched') }}
    where
        status = 'current'
        and table_no is not null
        and row_no is not null
        and coalesce(line_path, line) is not null
        and unit in ('GBP', 'percent')

),

corrections as (

    select * from {{ ref('int_figures_corrected') }}

),

-- a corrected figure stands where the one that it corrects was printed
figures as (

    select cells_of_tables.*
    from cells_of_tables
    anti join corrections on cells_of_tables.figure_id = corrections.figure_id
    union all by name
    select
        cells_of_tables.* replace (
            corrections.by_figure_id as figure_id,
            corrections.by_paper_id as said_in_paper_id,
            corrections.by_paper_order as paper_order,
            corrections.by_meeting_date as meeting_date,
            corrections.by_rounding as rounding,
            corrections.corrected_value * coalesce(cells_of_tables.mart_sign, 1) as mart_value,
            corrections.by_proof as proof
        )
    from cells_of_tables
    inner join corrections on cells_of_tables.figure_id = corrections.figure_id
    where corrections.is_placed

),

-- tables that show how the budget was changed, whatever else they show
tables_of_changes as (

    select distinct
        paper_id,
        table_no
    from figures
    where
        subject <> 'capital'
        and (table_kind = 'changes' or (table_kind in ('monitoring', 'budget') and measure = 'virement'))

),

-- a name that two rows of one table share tells neither of them
shared_reserve_names as (

    select
        organisation,
        standard_line
    from figures
    where table_kind = 'reserves' and standard_line is not null
    group by organisation, standard_line, paper_id, table_no, column_no
    having count(distinct row_no) > 1

),

shared_reserve_lines as (

    select
        organisation,
        line
    from figures
    where table_kind = 'reserves' and line is not null
    group by organisation, line, paper_id, table_no, column_no
    having count(distinct row_no) > 1

),

monitoring_cells as (

    select
        *,
        'budget_monitoring' as mart,
        case
            when unit = 'percent' and measure = 'variance' then 'variance_pct'
            when unit = 'percent' and measure = 'share_pct' then 'share_pct'
            when
                unit = 'GBP'
                and measure in (
                    'original_budget', 'revised_budget', 'spend_to_date', 'forecast', 'outturn', 'variance'
                )
                then measure || '_gbp'
        end as column_name,
        '' as column_part,
        cast(null as varchar) as capital_section,
        cast(null as varchar) as reserve,
        {{ row_key([
            "'budget_monitoring'", 'organisation', 'financial_year', 'report_period', 'as_at', 'statement',
            'row_path',
        ]) }} as place_key
    from figures
    where
        table_kind in ('monitoring', 'budget', 'shares')
        and subject not in ('capital', 'reserves')
        and statement in ('net_revenue', 'by_type', 'by_department', 'memo', 'budget')

),

change_cells as (

    select
        figures.*,
        'budget_changes' as mart,
        case
            when figures.measure = 'virement' then 'virements_gbp'
            when figures.measure in ('original_budget', 'revised_budget') then figures.measure || '_gbp'
        end as column_name,
        case
            when figures.measure = 'virement'
                then coalesce({{ plain_header('figures.column_header') }}, 'Changes')
            else ''
        end as column_part,
        cast(null as varchar) as capital_section,
        cast(null as varchar) as reserve,
        {{ row_key([
            "'budget_changes'", 'figures.organisation', 'figures.financial_year', 'figures.as_at',
            'figures.statement', 'figures.row_path',
        ]) }} as place_key
    from figures
    inner join tables_of_changes
        on
            figures.paper_id = tables_of_changes.paper_id
            and figures.table_no = tables_of_changes.table_no
    where figures.unit = 'GBP' and figures.subject <> 'capital'

),

capital_cells as (

    select
        *,
        'capital_programme' as mart,
        case
            when unit = 'percent' and measure = 'variance' then 'variance_pct'
            when unit = 'percent' and measure = 'share_pct' then 'share_pct'
            when unit = 'GBP' and measure = 'revised_budget' then 'total_budget_gbp'
            when
                unit = 'GBP'
                and measure in (
                    'original_budget', 'brought_forward', 'spend_to_date', 'forecast', 'outturn', 'variance'
                )
                then measure || '_gbp'
        end as column_name,
        '' as column_part,
        {{ capital_section('statement', 'section', 'row_path') }} as capital_section,
        cast(null as varchar) as reserve,
        {{ row_key([
            "'capital_programme'", 'organisation', 'financial_year', 'report_period', 'as_at',
            capital_section('statement', 'section', 'row_path'), 'row_path',
        ]) }} as place_key
    from figures
    where
        (table_kind = 'capital' or subject = 'capital')
        and (table_kind is null or table_kind <> 'reserves')

),

reserve_figures as (

    select
        figures.*,
        exists(
            select 1 from shared_reserve_names
            where
                figures.organisation is not distinct from shared_reserve_names.organisation
                and figures.standard_line = shared_reserve_names.standard_line
        ) as shares_name,
        exists(
            select 1 from shared_reserve_lines
            where
                figures.organisation is not distinct from shared_reserve_lines.organisation
                and figures.line = shared_reserve_lines.line
        ) as shares_line
    from figures
    where
        figures.table_kind = 'reserves'
        and figures.unit = 'GBP'
        and figures.as_at is not null
        and figures.basis in ('actual', 'forecast')

),

named_reserves as (

    select
        *,
        case
            when standard_line is not null and not shares_name then standard_line
            when line is not null and not shares_line then line
            else row_path
        end as reserve
    from reserve_figures

),

reserve_cells as (

    select
        * exclude (reserve, shares_name, shares_line),
        'reserve_balances' as mart,
        case when measure in ('actual', 'forecast') then 'balance_gbp' end as column_name,
        '' as column_part,
        cast(null as varchar) as capital_section,
        reserve,
        {{ row_key([
            "'reserve_balances'", 'organisation', 'reserve', 'as_at', 'basis',
            "case when basis = 'forecast' then forecast_made_on end",
        ]) }} as place_key
    from named_reserves

),

cells as (

    select * from monitoring_cells
    union all by name
    select * from change_cells
    union all by name
    select * from capital_cells
    union all by name
    select * from reserve_cells

),

-- the same line printed again in the same paper is the same row if nothing in it says otherwise
compared as (

    select
        *,
        mart <> 'reserve_balances'
        and abs(mart_value - first_value(mart_value) over first_print)
        > rounding + first_value(rounding) over first_print as disagrees
    from cells
    where column_name is not null
    window
        first_print as (
            partition by place_key, paper_id, column_name, column_part
            order by table_no asc, row_no asc, column_no asc
        )

),

printed_rows as (

    select
        place_key,
        paper_id,
        table_no,
        row_no,
        case
            when bool_or(disagrees)
                then
                    row_number() over (
                        partition by place_key, paper_id
                        order by table_no asc, row_no asc
                    )
            else 1
        end as occurrence
    from compared
    group by place_key, paper_id, table_no, row_no

),

placed as (

    select
        compared.*,
        cast(printed_rows.occurrence as integer) as occurrence,
        {{ row_key(['compared.place_key', 'printed_rows.occurrence']) }} as row_id
    from compared
    inner join printed_rows
        on
            compared.place_key = printed_rows.place_key
            and compared.paper_id = printed_rows.paper_id
            and compared.table_no = printed_rows.table_no
            and compared.row_no = printed_rows.row_no

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
    from placed
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
