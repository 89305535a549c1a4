-- Every value of reserves_forecast_vs_actual, with the balances that it is taken over or computed from.
with

met as (

    select * from {{ ref('int_reserve_forecasts_met') }}

),

named as (

    select
        *,
        {{ value_of("'reserve_balances'", 'forecast_row_id', "'balance_gbp'") }} as forecast_balance,
        {{ value_of("'reserve_balances'", 'actual_row_id', "'balance_gbp'") }} as actual_balance
    from met

),

told as (

    select
        row_id,
        'forecast_gbp' as column_name,
        forecast_gbp as value,
        [forecast_balance] as operands
    from named
    union all by name
    select
        row_id,
        'actual_gbp' as column_name,
        actual_gbp as value,
        [actual_balance] as operands
    from named
    union all by name
    select
        row_id,
        'difference_gbp' as column_name,
        actual_gbp - forecast_gbp as value,
        [forecast_balance, actual_balance] as operands
    from named

),

final as (

    select
        'reserves_forecast_vs_actual' as mart,
        row_id,
        column_name,
        cast(value as decimal(18, 2)) as value,
        operands
    from told

)

select * from final
