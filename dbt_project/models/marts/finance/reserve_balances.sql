with

rows as (

    select * from {{ ref('int_lines_summarised') }}

),

cells as (

    select * from {{ ref('int_table_figures_flagged') }}

),

balances as (

    select
        row_id,
        mart_value as balance_gbp
    from cells
    where mart = 'reserve_balances' and column_name = 'balance_gbp' and is_winner

),

final as (

    select
        rows.row_id,
        rows.organisation,
        rows.reserve,
        rows.line as reserve_published,
        rows.category,
        rows.is_total,
        rows.total_of,
        rows.level,
        rows.adds_to_row_id,
        rows.as_at,
        rows.as_at_inferred,
        rows.basis,
        if(rows.basis = 'forecast', rows.forecast_made_on, null) as forecast_made_on,
        cast(balances.balance_gbp as decimal(18, 2)) as balance_gbp,
        cast(rows.rounding_gbp as decimal(18, 2)) as rounding_gbp,
        {{ line_evidence() }}
    from rows
    inner join balances on rows.row_id = balances.row_id
    where rows.mart = 'reserve_balances'

)

select * from final
