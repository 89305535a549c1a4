{{ config(materialized = 'ephemeral') }}

-- The figures that a value shows as they are printed.
with

position_figures as (

    select * from {{ ref('int_position_figures_unioned') }}

),

line_values as (

    select * from {{ ref('int_line_values') }}
    where source = 'published'

),

virements as (

    select * from {{ ref('int_virements_summed') }}

),

topic_figures as (

    select * from {{ ref('int_topic_figures_keyed') }}

),

-- a published variance that a restatement has overtaken is shown by no value
lines as (

    select
        position_figures.mart,
        position_figures.row_id,
        position_figures.column_name,
        position_figures.figure_id
    from position_figures
    inner join line_values
        on
            position_figures.mart = line_values.mart
            and position_figures.row_id = line_values.row_id
            and position_figures.column_name = line_values.column_name

),

final as (

    select * from lines
    union by name
    select
        mart,
        row_id,
        column_name,
        figure_id
    from position_figures
    where mart = 'sentences'
    union by name
    select
        'budget_virements' as mart,
        row_id,
        'virement_gbp' as column_name,
        unnest(figure_ids) as figure_id
    from virements
    union by name
    select
        mart,
        row_id,
        column_name,
        figure_id
    from topic_figures

)

select * from final
