with

source as (

    select * from {{ source('raw', 'superseded_papers') }}

),

renamed as (

    select
        cast(paper_id as varchar) as paper_id,
        cast(by_paper_id as varchar) as by_paper_id
    from source

)

select * from renamed
