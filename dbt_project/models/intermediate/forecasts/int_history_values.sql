-- Every value of forecast_history, with what it is taken over or computed from.
with

positions as (

    select * from {{ ref('int_forecast_positions_dated') }}

),

taken_over as (

    select
        row_id,
        column_name,
        value,
        [{{ value_of('source_mart', 'source_row_id', 'column_name') }}] as operands
    from positions
    unpivot (
        value for column_name in (revised_budget_gbp, forecast_gbp, outturn_gbp, variance_gbp)
    )

),

changes as (

    select
        row_id,
        'change_since_last_gbp' as column_name,
        forecast_gbp - previous_forecast_gbp as value,
        [
            {{ value_of("'forecast_history'", 'row_id', "'forecast_gbp'") }},
            {{ value_of('previous_source_mart', 'previous_source_row_id', "'forecast_gbp'") }}
        ] as operands
    from positions

),

told as (

    select * from taken_over
    union all by name
    select * from changes

),

final as (

    select
        'forecast_history' as mart,
        row_id,
        column_name,
        cast(value as decimal(18, 2)) as value,
        operands
    from told
    where value is not null

)

select * from final
