with

reserve_balances as (

    select * from {{ ref('reserve_balances') }}

),

forecasts as (

    select * from reserve_balances
    where basis = 'forecast'

),

actuals as (

    select * from reserve_balances
    where basis = 'actual'

),

final as (

    select
        {{ row_key(["'reserves_forecast_vs_actual'", 'forecasts.row_id']) }} as row_id,
        forecasts.organisation,
        forecasts.reserve,
        forecasts.category,
        forecasts.is_total,
        forecasts.as_at,
        forecasts.forecast_made_on,
        forecasts.balance_gbp as forecast_gbp,
        actuals.balance_gbp as actual_gbp,
        cast(actuals.balance_gbp - forecasts.balance_gbp as decimal(18, 2)) as difference_gbp,
        forecasts.row_id as forecast_row_id,
        actuals.row_id as actual_row_id,
        list_sort(list_distinct(list_concat(forecasts.paper_ids, actuals.paper_ids))) as paper_ids,
        case
            when 'contradicted' in (forecasts.proof, actuals.proof) then 'contradicted'
            when 'unproved' in (forecasts.proof, actuals.proof) then 'unproved'
            else 'proved'
        end as proof,
        forecasts.has_contradiction or actuals.has_contradiction as has_contradiction
    from forecasts
    inner join actuals
        on
            forecasts.organisation is not distinct from actuals.organisation
            and forecasts.reserve = actuals.reserve
            and forecasts.as_at = actuals.as_at

)

select * from final
