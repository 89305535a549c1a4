with

held as (

    select * from {{ ref('stg_held') }}

),

final as (

    select
        paper_id,
        paper,
        table_no,
        stage,
        reason,
        held_at
    from held

)

select * from final
