{%- set marts = [
    'budget_monitoring', 'budget_changes', 'budget_virements', 'capital_programme', 'forecast_history',
    'forecast_vs_outturn', 'reserve_balances', 'reserves_forecast_vs_actual', 'savings_delivery', 'officer_uplift',
    'workforce', 'crime', 'funding',
] -%}
-- From each value of a mart a join leads to the figures behind it, and no figure is behind a value that is not there.
--
-- What the values are is read off the built tables: every column that ends in `_gbp` or `_pct`, or that is called
-- `value`. So a column that lineage forgets is missed here. `rounding_gbp` is no value of a paper: it says how far
-- rounding may have moved one.

with

mart_values as (

    {%- for mart in marts %}
        {{ "union all by name" if not loop.first }}
        {{ published_values(mart, except=['rounding_gbp']) }}
    {%- endfor %}

),

traced as (

    select distinct
        mart,
        row_id,
        column_name
    from {{ ref('mart_figures') }}

),

final as (

    select
        mart_values.paper_ids,
        coalesce(mart_values.mart, traced.mart) as mart,
        coalesce(mart_values.row_id, traced.row_id) as row_id,
        coalesce(mart_values.column_name, traced.column_name) as column_name,
        if(traced.mart is null, 'no figure is behind the value', 'figures without a value') as reason
    from mart_values
    full join traced
        on
            mart_values.mart = traced.mart
            and mart_values.row_id = traced.row_id
            and mart_values.column_name = traced.column_name
    where mart_values.mart is null or traced.mart is null

)

select * from final
