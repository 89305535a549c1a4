with

forecast_lines as (

    select * from {{ ref('int_forecast_lines_named') }}

),

amounts as (

    select
        line_key,
        source_mart,
        source_row_id,
        source_rank,
        report_period,
        as_at,
        meeting_date,
        source_column,
        value,
        budget_row_id,
        coalesce(is_forecast_derived, false) and source_column = 'forecast_gbp' as is_derived
    from forecast_lines
    unpivot (
        value for source_column in (original_budget_gbp, revised_budget_gbp, forecast_gbp, outturn_gbp)
    )

),

candidates as (

    select
        *,
        if(source_column = 'forecast_gbp', 'latest_forecast_gbp', source_column) as column_name
    from amounts
    union all by name
    select
        *,
        lower(report_period) || '_forecast_gbp' as column_name
    from amounts
    where source_column = 'forecast_gbp' and report_period in ('Q1', 'Q2', 'Q3')

),

latest as (

    select *
    from candidates
    qualify row_number() over (
        partition by line_key, column_name
        order by source_rank asc, as_at desc nulls last, meeting_date desc nulls last, source_row_id asc
    ) = 1

),

-- the first forecast of the year, as last stated
first_forecasts as (

    select * replace ('first_forecast_gbp' as column_name)
    from candidates
    where column_name = 'latest_forecast_gbp'
    qualify row_number() over (
        partition by line_key
        order by as_at asc nulls last, meeting_date desc nulls last, source_row_id asc
    ) = 1

),

chosen as (

    select * from latest
    union all by name
    select * from first_forecasts

),

-- a forecast that is computed from an overspend has the budget's figures behind it too
final as (

    select
        line_key,
        column_name,
        as_at,
        value,
        is_derived,
        if(
            is_derived,
            [
                {{ value_of('source_mart', 'source_row_id', 'source_column') }},
                {{ value_of("'budget_monitoring'", 'budget_row_id', "'revised_budget_gbp'") }}
            ],
            [{{ value_of('source_mart', 'source_row_id', 'source_column') }}]
        ) as operands
    from chosen

)

select * from final
