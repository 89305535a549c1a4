with

met as (

    select * from {{ ref('int_reserve_forecasts_met') }}

),

reserve_values as (

    select * from {{ ref('int_reserve_values') }}

),

amounts as (

    select
        row_id,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(value) filter (where column_name = 'actual_gbp') as actual_gbp,
        max(value) filter (where column_name = 'difference_gbp') as difference_gbp
    from reserve_values
    group by row_id

),

final as (

    select
        met.row_id,
        met.organisation,
        met.reserve,
        met.category,
        met.is_total,
        met.as_at,
        met.forecast_made_on,
        amounts.forecast_gbp,
        amounts.actual_gbp,
        amounts.difference_gbp,
        met.forecast_row_id,
        met.actual_row_id,
        met.paper_ids,
        met.proof,
        met.has_contradiction
    from met
    inner join amounts on met.row_id = amounts.row_id

)

select * from final
