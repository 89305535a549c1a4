with

source as (

    select * from {{ source('raw', 'checks') }}

),

renamed as (

    select
        cast(load_id as varchar) as load_id,
        cast(suite as varchar) as suite,
        cast("check" as varchar) as "check",
        cast(severity as varchar) as severity,
        cast(passed as boolean) as passed,
        cast(checked as bigint) as checked,
        cast(observed as varchar) as observed,
        cast(expected as varchar) as expected
    from source

)

select * from renamed
