with

source as (

    select * from {{ source('raw', 'held') }}

),

renamed as (

    select
        cast(paper_id as varchar) as paper_id,
        cast(paper as varchar) as paper,
        cast(table_no as integer) as table_no,
        cast(stage as varchar) as stage,
        cast(reason as varchar) as reason,
        cast(held_at as timestamp) as held_at
    from source

)

select * from renamed
