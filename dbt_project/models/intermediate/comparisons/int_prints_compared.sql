with

prints as (

    select * from {{ ref('int_table_figures_ranked') }}
    where column_name like '%_gbp'

),

-- a budget that was set may be the original of either statement that monitors it
budget_names as (

    select
        * exclude (mart, statement),
        mart as printed_mart,
        statement as printed_statement,
        if(mart = 'capital_programme', mart, 'revenue') as mart,
        unnest(if(statement = 'budget', ['budget', 'by_type', 'net_revenue'], [statement])) as statement,
        coalesce(standard_line, line_path) as line_name
    from prints
    where
        column_name = 'original_budget_gbp'
        and mart in ('budget_monitoring', 'budget_changes', 'capital_programme')

),

-- a name that two rows of one paper share tells neither of them
shared_budget_names as (

    select
        mart,
        paper_id,
        financial_year,
        statement,
        organisation,
        line_name
    from budget_names
    group by all
    having count(distinct line_path) > 1

),

-- what a paper prints of one thing: a cell of a mart, or the budget that a year began with
things as (

    select
        'cell' as comparison,
        concat_ws('|', mart, row_id, column_name, column_part) as thing,
        *,
        statement as printed_statement
    from prints
    union all by name
    select
        'original_budget' as comparison,
        concat_ws(
            '|', budget_names.mart, budget_names.organisation, budget_names.financial_year,
            budget_names.statement, budget_names.line_name
        ) as thing,
        budget_names.*
    from budget_names
    anti join shared_budget_names
        on
            budget_names.mart = shared_budget_names.mart
            and budget_names.paper_id = shared_budget_names.paper_id
            and budget_names.financial_year is not distinct from shared_budget_names.financial_year
            and budget_names.statement is not distinct from shared_budget_names.statement
            and budget_names.organisation is not distinct from shared_budget_names.organisation
            and budget_names.line_name is not distinct from shared_budget_names.line_name

),

-- of several prints in one paper the most precise
one_for_each_paper as (

    select *
    from things
    qualify row_number() over (
        partition by comparison, thing, said_in_paper_id
        order by rounding asc, table_no asc, row_no asc, column_no asc, figure_id asc
    ) = 1

),

successive as (

    select
        *,
        lag(figure_id) over by_paper as earlier_figure_id,
        lag(mart_value) over by_paper as earlier_value,
        lag(rounding) over by_paper as earlier_rounding,
        lag(said_in_paper_id) over by_paper as earlier_paper_id,
        lag(line) over by_paper as earlier_line,
        lag(printed_statement) over by_paper as earlier_statement
    from one_for_each_paper
    window by_paper as (partition by comparison, thing order by paper_order asc)

),

final as (

    select
        mart,
        comparison,
        figure_id,
        earlier_figure_id,
        said_in_paper_id as paper_id,
        earlier_paper_id,
        line,
        earlier_line,
        column_name,
        organisation,
        financial_year,
        as_at,
        statement,
        is_total,
        mart_value,
        earlier_value,
        cast(mart_value - earlier_value as decimal(24, 6)) as difference,
        cast(rounding + earlier_rounding as decimal(24, 6)) as tolerance,
        abs(mart_value - earlier_value) <= rounding + earlier_rounding as is_alike
    from successive
    where
        earlier_figure_id is not null
        -- statements of two kinds may put other things under one name
        and (
            printed_statement is not distinct from earlier_statement
            or lower(line) = lower(earlier_line)
            or abs(mart_value - earlier_value) <= rounding + earlier_rounding
        )
    qualify row_number() over (
        partition by figure_id, earlier_figure_id
        order by comparison asc, mart asc
    ) = 1

)

select * from final
