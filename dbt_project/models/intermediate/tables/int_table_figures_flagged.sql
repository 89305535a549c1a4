with

prints as (

    select * from {{ ref('int_table_figures_ranked') }}

),

contradicted as (

    select * from {{ ref('int_figures_contradicted') }}

),

final as (

    select
        prints.*,
        contradicted.figure_id is not null as has_contradiction
    from prints
    left join contradicted on prints.figure_id = contradicted.figure_id

)

select * from final
