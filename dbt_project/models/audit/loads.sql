with

loads as (

    select * from {{ ref('stg_loads') }}

),

final as (

    select
        load_id,
        started_at,
        finished_at,
        papers_seen,
        papers_new,
        papers_held,
        figures,
        checks_passed,
        checks_failed,
        published
    from loads

)

select * from final
