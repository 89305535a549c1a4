with

monitoring_lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'budget_monitoring'

),

change_lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'budget_changes' and statement is not null

),

line_values as (

    select * from {{ ref('int_line_values') }}

),

sentence_positions as (

    select * from {{ ref('int_sentence_positions_matched') }}

),

amounts as (

    select
        mart,
        row_id,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        max(value) filter (where column_name = 'variance_gbp') as variance_gbp
    from line_values
    group by mart, row_id

),

positions as (

    select
        monitoring_lines.mart as source_mart,
        1 as source_rank,
        monitoring_lines.row_id as source_row_id,
        monitoring_lines.organisation,
        monitoring_lines.financial_year,
        monitoring_lines.statement,
        monitoring_lines.line_path,
        coalesce(monitoring_lines.standard_line, monitoring_lines.line_path) as standard_line,
        monitoring_lines.is_total,
        monitoring_lines.report_period,
        monitoring_lines.as_at,
        monitoring_lines.meeting_date,
        monitoring_lines.paper_id,
        amounts.original_budget_gbp,
        amounts.revised_budget_gbp,
        amounts.forecast_gbp,
        amounts.outturn_gbp,
        amounts.variance_gbp
    from monitoring_lines
    inner join amounts
        on
            monitoring_lines.mart = amounts.mart
            and monitoring_lines.row_id = amounts.row_id
    union all by name
    select
        change_lines.mart as source_mart,
        2 as source_rank,
        change_lines.row_id as source_row_id,
        change_lines.organisation,
        change_lines.financial_year,
        change_lines.statement,
        change_lines.line_path,
        coalesce(change_lines.standard_line, change_lines.line_path) as standard_line,
        change_lines.is_total,
        change_lines.as_at,
        change_lines.meeting_date,
        change_lines.paper_id,
        amounts.original_budget_gbp,
        amounts.revised_budget_gbp
    from change_lines
    inner join amounts
        on
            change_lines.mart = amounts.mart
            and change_lines.row_id = amounts.row_id
    union all by name
    select
        'sentences' as source_mart,
        3 as source_rank,
        row_id as source_row_id,
        organisation,
        financial_year,
        statement,
        line_path,
        coalesce(standard_line, line_path) as standard_line,
        is_total,
        report_period,
        as_at,
        meeting_date,
        paper_id,
        original_budget_gbp,
        revised_budget_gbp,
        forecast_gbp,
        outturn_gbp,
        variance_gbp,
        is_forecast_derived,
        budget_row_id
    from sentence_positions

),

-- a standard name that two lines of one paper's position share tells neither of them
shared_names as (

    select
        organisation,
        financial_year,
        statement,
        standard_line
    from positions
    where source_mart <> 'sentences'
    group by organisation, financial_year, statement, standard_line, source_mart, paper_id, as_at, report_period
    having count(*) > 1

),

named as (

    select
        positions.*,
        case
            when
                exists (
                    select 1 from shared_names
                    where
                        positions.organisation is not distinct from shared_names.organisation
                        and positions.financial_year is not distinct from shared_names.financial_year
                        and positions.statement = shared_names.statement
                        and positions.standard_line = shared_names.standard_line
                )
                then positions.line_path
            else positions.standard_line
        end as line
    from positions

),

final as (

    select
        {{ row_key(["'forecast_vs_outturn'", 'organisation', 'financial_year', 'statement', 'line']) }} as line_key,
        *
    from named

)

select * from final
