with

forecast_lines as (

    select * from {{ ref('int_forecast_lines') }}

),

cells as (

    select * from {{ ref('int_cells') }}

),

-- one position for each date: the latest meeting's
positions as (

    select
        *,
        {{ row_key(["'forecast_history'", 'line_key', 'as_at']) }} as row_id
    from forecast_lines
    where
        source_mart = 'budget_monitoring'
        and as_at is not null
        and coalesce(revised_budget_gbp, forecast_gbp, outturn_gbp, variance_gbp) is not null
    qualify row_number() over (
        partition by line_key, as_at
        order by meeting_date desc nulls last, source_row_id asc
    ) = 1

),

forecasts as (

    select
        row_id,
        lag(source_row_id) over by_line as previous_source_row_id,
        lag(forecast_gbp) over by_line as previous_forecast_gbp
    from positions
    where forecast_gbp is not null
    window by_line as (partition by line_key order by as_at asc)

),

sources as (

    select
        row_id,
        source_row_id,
        ['revised_budget_gbp', 'forecast_gbp', 'outturn_gbp', 'variance_gbp'] as source_columns
    from positions
    union all by name
    select
        row_id,
        previous_source_row_id as source_row_id,
        ['forecast_gbp'] as source_columns
    from forecasts
    where previous_source_row_id is not null

),

evidence as (

    select
        sources.row_id,
        list(distinct cells.paper_id order by cells.paper_id) as paper_ids,
        {{ weakest_proof('cells.proof') }} as proof,
        bool_or(cells.has_contradiction) as has_contradiction
    from sources
    inner join cells
        on
            sources.source_row_id = cells.row_id
            and list_contains(sources.source_columns, cells.column_name)
    where cells.mart = 'budget_monitoring' and cells.is_current
    group by sources.row_id

),

final as (

    select
        positions.row_id,
        positions.organisation,
        positions.financial_year,
        {{ financial_year_start('positions.financial_year') }} as financial_year_start,
        positions.statement,
        positions.line,
        positions.is_total,
        positions.report_period,
        positions.as_at,
        positions.revised_budget_gbp,
        positions.forecast_gbp,
        positions.outturn_gbp,
        positions.variance_gbp,
        cast(positions.forecast_gbp - forecasts.previous_forecast_gbp as decimal(18, 2)) as change_since_last_gbp,
        positions.source_row_id as monitoring_row_id,
        forecasts.previous_source_row_id as previous_monitoring_row_id,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from positions
    inner join evidence on positions.row_id = evidence.row_id
    left join forecasts on positions.row_id = forecasts.row_id

)

select * from final
