-- Every value of forecast_vs_outturn, with what it is taken over or computed from.
with

cells as (

    select * from {{ ref('int_forecast_cells_chosen') }}

),

taken_over as (

    select
        line_key,
        column_name,
        value,
        operands
    from cells
    where column_name <> 'first_forecast_gbp'

),

compared as (

    select
        line_key,
        max(value) filter (where column_name = 'first_forecast_gbp') as first_forecast_gbp,
        max(value) filter (where column_name = 'latest_forecast_gbp') as latest_forecast_gbp,
        max(value) filter (where column_name = 'outturn_gbp') as outturn_gbp,
        any_value(operands) filter (where column_name = 'first_forecast_gbp') as first_forecast_operands,
        {{ value_of("'forecast_vs_outturn'", 'line_key', "'latest_forecast_gbp'") }} as latest_forecast,
        {{ value_of("'forecast_vs_outturn'", 'line_key', "'outturn_gbp'") }} as outturn
    from cells
    group by line_key

),

drift as (

    select
        line_key,
        'forecast_drift_gbp' as column_name,
        latest_forecast_gbp - first_forecast_gbp as value,
        list_append(first_forecast_operands, latest_forecast) as operands
    from compared

),

errors as (

    select
        line_key,
        'outturn_less_forecast_gbp' as column_name,
        outturn_gbp - latest_forecast_gbp as value,
        [outturn, latest_forecast] as operands
    from compared
    union all by name
    select
        line_key,
        'forecast_error_pct' as column_name,
        cast(
            100 * (outturn_gbp - latest_forecast_gbp) / nullif(abs(outturn_gbp), 0) as decimal(18, 2)
        ) as value,
        [outturn, latest_forecast] as operands
    from compared

),

told as (

    select * from taken_over
    union all by name
    select * from drift
    union all by name
    select * from errors

),

final as (

    select
        'forecast_vs_outturn' as mart,
        line_key as row_id,
        column_name,
        cast(value as decimal(18, 2)) as value,
        operands
    from told
    where value is not null

)

select * from final
