with

source as (

    select * from {{ source('raw', 'organisations') }}

),

renamed as (

    select
        cast(organisation as varchar) as organisation,
        cast(kind as varchar) as kind,
        cast(force_area as varchar) as force_area,
        cast(ons_code as varchar) as ons_code,
        cast(region as varchar) as region
    from source

)

select * from renamed
