with

source as (

    select * from {{ source('raw', 'accepted_losses') }}

),

renamed as (

    select
        cast(load_id as varchar) as load_id,
        cast(accepted_at as timestamp) as accepted_at,
        cast(who as varchar) as who,
        cast(why as varchar) as why,
        cast(losses as varchar) as losses
    from source

)

select * from renamed
