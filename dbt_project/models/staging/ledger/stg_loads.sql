with

source as (

    select * from {{ source('raw', 'loads') }}

),

renamed as (

    select
        cast(load_id as varchar) as load_id,
        cast(started_at as timestamp) as started_at,
        cast(finished_at as timestamp) as finished_at,
        cast(papers_seen as integer) as papers_seen,
        cast(papers_new as integer) as papers_new,
        cast(papers_held as integer) as papers_held,
        cast(figures as integer) as figures,
        cast(checks_passed as integer) as checks_passed,
        cast(checks_failed as integer) as checks_failed,
        cast(published as boolean) as published
    from source

)

select * from renamed
