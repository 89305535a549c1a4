with

held as (

    select * from {{ ref('stg_held') }}

)

select * from held
