with

lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'reserve_balances'

),

line_values as (

    select * from {{ ref('int_line_values') }}
    where mart = 'reserve_balances' and column_name = 'balance_gbp'

),

balances as (

    select
        lines.*,
        line_values.value as balance_gbp
    from lines
    inner join line_values on lines.row_id = line_values.row_id

),

forecasts as (

    select * from balances
    where basis = 'forecast'

),

actuals as (

    select * from balances
    where basis = 'actual'

),

met as (

    select
        {{ row_key(["'reserves_forecast_vs_actual'", 'forecasts.row_id']) }} as row_id,
        forecasts.row_id as forecast_row_id,
        actuals.row_id as actual_row_id,
        forecasts.organisation,
        forecasts.reserve,
        forecasts.category,
        forecasts.is_total,
        forecasts.as_at,
        forecasts.forecast_made_on,
        forecasts.balance_gbp as forecast_gbp,
        actuals.balance_gbp as actual_gbp
    from forecasts
    inner join actuals
        on
            forecasts.organisation is not distinct from actuals.organisation
            and forecasts.reserve = actuals.reserve
            and forecasts.as_at = actuals.as_at

),

evidence as (

    select
        met.row_id,
        list_sort(list_distinct(flatten(list(balances.paper_ids)))) as paper_ids,
        {{ weakest_proof('balances.proof') }} as proof,
        bool_or(balances.has_contradiction) as has_contradiction
    from met
    inner join balances on balances.row_id in (met.forecast_row_id, met.actual_row_id)
    group by met.row_id

),

final as (

    select
        met.*,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from met
    inner join evidence on met.row_id = evidence.row_id

)

select * from final
