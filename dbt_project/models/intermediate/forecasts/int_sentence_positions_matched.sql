with

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

corrections as (

    select * from {{ ref('int_figures_corrected') }}

),

contradicted as (

    select * from {{ ref('int_figures_contradicted') }}

),

monitoring_lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'budget_monitoring' and statement in ('net_revenue', 'by_type', 'by_department')

),

line_values as (

    select * from {{ ref('int_line_values') }}
    where mart = 'budget_monitoring'

),

budgets as (

    select
        row_id,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp
    from line_values
    group by row_id

),

-- what is corrected counts no more, and what corrects a table stands in its place
placed_elsewhere as (

    select figure_id from corrections
    union all by name
    select by_figure_id as figure_id from corrections
    where is_placed

),

-- what sentences say of the revenue budget of a year
said as (

    select
        figures.*,
        contradicted.figure_id is not null as has_contradiction
    from figures
    left join contradicted on figures.figure_id = contradicted.figure_id
    anti join placed_elsewhere on figures.figure_id = placed_elsewhere.figure_id
    where
        figures.table_no is null
        and figures.status = 'current'
        and figures.subject = 'budget'
        and figures.unit = 'GBP'
        and figures.qualifier = 'exact'
        and figures.financial_year is not null
        and figures.basis in ('actual', 'approved', 'budget', 'forecast')
        and figures.measure in ('original_budget', 'revised_budget', 'forecast', 'outturn', 'variance')
        and (figures.as_at is not null or figures.measure <> 'variance')

),

-- the lines that tables of any paper print for the year, as they stand at the latest date
lines as (

    select
        monitoring_lines.*,
        budgets.original_budget_gbp,
        budgets.revised_budget_gbp
    from monitoring_lines
    inner join budgets on monitoring_lines.row_id = budgets.row_id
    qualify row_number() over (
        partition by
            monitoring_lines.organisation,
            monitoring_lines.financial_year,
            monitoring_lines.statement,
            coalesce(monitoring_lines.standard_line, monitoring_lines.line_path)
        order by
            monitoring_lines.as_at desc nulls last,
            monitoring_lines.meeting_date desc nulls last,
            monitoring_lines.row_id asc
    ) = 1

),

-- the line of a table that a sentence means: one of its name, or the whole where it names none
meant as (

    select
        said.*,
        lines.row_id as line_row_id,
        lines.statement as line_statement,
        lines.line_path as told_line_path,
        lines.standard_line as told_standard_line,
        lines.is_total as told_is_total,
        lines.revised_budget_gbp as line_budget_gbp
    from said
    inner join lines
        on
            said.organisation = lines.organisation
            and said.financial_year = lines.financial_year
            and (
                said.standard_line = lines.standard_line
                or (
                    said.line is null
                    and said.speaks_of_whole
                    and lines.is_total
                    and lines.level = 0
                    -- another amount than the whole's is about something that the sentence before names
                    and (
                        said.measure = 'variance'
                        or abs(said.value - coalesce(lines.revised_budget_gbp, lines.original_budget_gbp, said.value))
                        <= 0.1 * said.value
                    )
                )
            )
    qualify row_number() over (
        partition by said.figure_id
        order by
            array_position(['net_revenue', 'by_type', 'by_department'], lines.statement) asc,
            lines.row_id asc
    ) = 1

),

final as (

    select
        {{ row_key(["'sentences'", 'figure_id']) }} as row_id,
        figure_id,
        paper_id,
        paper,
        paper_order,
        meeting_date,
        organisation,
        financial_year,
        report_period,
        as_at,
        line_statement as statement,
        told_line_path as line_path,
        told_standard_line as standard_line,
        told_is_total as is_total,
        proof,
        has_contradiction,
        cast(if(measure = 'original_budget', value, null) as decimal(18, 2)) as original_budget_gbp,
        cast(if(measure = 'revised_budget', value, null) as decimal(18, 2)) as revised_budget_gbp,
        cast(if(measure = 'outturn', value, null) as decimal(18, 2)) as outturn_gbp,
        cast(if(measure = 'variance', value, null) as decimal(18, 2)) as variance_gbp,
        -- the whole's budget is fixed with the precept: a forecast overspend on it is a forecast
        cast(case
            when measure = 'forecast' then value
            when measure = 'variance' and basis = 'forecast' and told_is_total and line is null
                then value + line_budget_gbp
        end as decimal(18, 2)) as forecast_gbp,
        measure = 'variance' as is_forecast_derived,
        line_row_id as budget_row_id
    from meant

)

select * from final
