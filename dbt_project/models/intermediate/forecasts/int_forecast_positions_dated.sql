with

forecast_lines as (

    select * from {{ ref('int_forecast_lines_named') }}

),

-- one position for each date: the latest meeting's
positions as (

    select
        *,
        {{ row_key(["'forecast_history'", 'line_key', 'as_at']) }} as row_id
    from forecast_lines
    where
        source_mart in ('budget_monitoring', 'sentences')
        and as_at is not null
        and coalesce(revised_budget_gbp, forecast_gbp, outturn_gbp, variance_gbp) is not null
    qualify row_number() over (
        partition by line_key, as_at
        order by source_rank asc, meeting_date desc nulls last, source_row_id asc
    ) = 1

),

forecasts as (

    select
        row_id,
        lag(source_mart) over by_line as previous_source_mart,
        lag(source_row_id) over by_line as previous_source_row_id,
        lag(forecast_gbp) over by_line as previous_forecast_gbp
    from positions
    where forecast_gbp is not null
    window by_line as (partition by line_key order by as_at asc)

),

final as (

    select
        positions.*,
        forecasts.previous_source_mart,
        forecasts.previous_source_row_id,
        forecasts.previous_forecast_gbp
    from positions
    left join forecasts on positions.row_id = forecasts.row_id

)

select * from final
