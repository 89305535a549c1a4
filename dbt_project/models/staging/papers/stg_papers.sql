with

source as (

    select * from {{ source('raw', 'papers') }}

),

renamed as (

    select
        cast(paper_id as varchar) as paper_id,
        cast(paper as varchar) as paper,
        cast(organisation as varchar) as organisation,
        cast(title as varchar) as title,
        cast(meeting_date as date) as meeting_date,
        cast(media_type as varchar) as media_type,
        cast(pages as integer) as pages,
        cast(tables as integer) as tables,
        cast(figures as integer) as figures,
        cast(proved_pct as decimal(5, 2)) as proved_pct,
        cast(source_url as varchar) as source_url,
        cast(loaded_at as timestamp) as loaded_at,
        cast(extractor_version as varchar) as extractor_version,
        cast(note as varchar) as note
    from source

)

select * from renamed
