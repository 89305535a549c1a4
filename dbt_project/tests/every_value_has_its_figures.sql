-- A value of a mart from which no join leads back to what is printed.

with

mart_values as (

    {{ mart_values() }}

),

mart_figures as (

    select * from {{ ref('mart_figures') }}

)

select
    mart_values.mart,
    mart_values.row_id,
    mart_values.column_name,
    mart_values.value
from mart_values
left join mart_figures
    on
        mart_values.mart = mart_figures.mart
        and mart_values.row_id = mart_figures.row_id
        and mart_values.column_name = mart_figures.column_name
where mart_figures.figure_id is null
