with recursive

value_figures as (

    select * from {{ ref('int_value_figures') }}

),

value_operands as (

    select * from {{ ref('int_value_operands') }}

),

-- a value has the figures that it shows, and those of every value that it is computed or taken over from
traced as (

    select
        mart,
        row_id,
        column_name,
        figure_id
    from value_figures
    union
    select
        value_operands.mart,
        value_operands.row_id,
        value_operands.column_name,
        traced.figure_id
    from traced
    inner join value_operands
        on
            traced.mart = value_operands.operand_mart
            and traced.row_id = value_operands.operand_row_id
            and traced.column_name = value_operands.operand_column_name

),

-- what sentences say of a line is no mart, only a step on the way
final as (

    select
        mart,
        row_id,
        column_name,
        figure_id
    from traced
    where mart <> 'sentences'

)

select * from final
