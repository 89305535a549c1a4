with

lines as (

    select * from {{ ref('int_lines_summarised') }}
    where mart = 'reserve_balances'

),

line_values as (

    select * from {{ ref('int_line_values') }}
    where mart = 'reserve_balances' and column_name = 'balance_gbp'

),

final as (

    select
        lines.row_id,
        lines.organisation,
        lines.reserve,
        lines.line as reserve_published,
        lines.category,
        lines.is_total,
        lines.total_of,
        lines.level,
        lines.adds_to_row_id,
        lines.as_at,
        lines.as_at_inferred,
        lines.basis,
        if(lines.basis = 'forecast', lines.forecast_made_on, null) as forecast_made_on,
        line_values.value as balance_gbp,
        lines.rounding_gbp,
        lines.paper_id,
        lines.paper,
        lines.meeting_date,
        lines.paper_ids,
        lines.proof,
        lines.has_contradiction
    from lines
    inner join line_values on lines.row_id = line_values.row_id

)

select * from final
