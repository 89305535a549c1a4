with

budget_monitoring as (

    select * from {{ ref('budget_monitoring') }}

),

budget_changes as (

    select * from {{ ref('budget_changes') }}

),

sentence_positions as (

    select * from {{ ref('int_sentence_positions_matched') }}

),

positions as (

    select
        'budget_monitoring' as source_mart,
        1 as source_rank,
        row_id as source_row_id,
        organisation,
        financial_year,
        statement,
        coalesce(line_path, line) as line_path,
        coalesce(standard_line, line_path, line) as standard_line,
        is_total,
        report_period,
        as_at,
        meeting_date,
        paper_id,
        original_budget_gbp,
        revised_budget_gbp,
        forecast_gbp,
        outturn_gbp,
        variance_gbp
    from budget_monitoring
    union all by name
    select
        'budget_changes' as source_mart,
        2 as source_rank,
        row_id as source_row_id,
        organisation,
        financial_year,
        statement,
        coalesce(line_path, line) as line_path,
        coalesce(standard_line, line_path, line) as standard_line,
        is_total,
        as_at,
        meeting_date,
        paper_id,
        original_budget_gbp,
        revised_budget_gbp
    from budget_changes
    where statement is not null
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
