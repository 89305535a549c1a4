with

accepted_losses as (

    select * from {{ ref('stg_accepted_losses') }}

)

select * from accepted_losses
