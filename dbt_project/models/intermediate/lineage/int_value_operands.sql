-- The values that a value is computed or taken over from, as the models say that compute it.
with

line_values as (

    select * from {{ ref('int_line_values') }}

),

forecast_values as (

    select * from {{ ref('int_forecast_values') }}

),

history_values as (

    select * from {{ ref('int_history_values') }}

),

reserve_values as (

    select * from {{ ref('int_reserve_values') }}

),

savings_values as (

    select * from {{ ref('int_savings_values') }}

),

told as (

    select
        mart,
        row_id,
        column_name,
        unnest(operands) as operand
    from line_values
    union all by name
    select
        mart,
        row_id,
        column_name,
        unnest(operands) as operand
    from forecast_values
    union all by name
    select
        mart,
        row_id,
        column_name,
        unnest(operands) as operand
    from history_values
    union all by name
    select
        mart,
        row_id,
        column_name,
        unnest(operands) as operand
    from reserve_values
    union all by name
    select
        mart,
        row_id,
        column_name,
        unnest(operands) as operand
    from savings_values

),

final as (

    select distinct
        mart,
        row_id,
        column_name,
        struct_extract(operand, 'mart') as operand_mart,
        struct_extract(operand, 'row_id') as operand_row_id,
        struct_extract(operand, 'column_name') as operand_column_name
    from told

)

select * from final
