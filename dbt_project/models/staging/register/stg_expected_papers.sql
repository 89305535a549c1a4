with

source as (

    select * from {{ source('raw', 'expected_papers') }}

),

renamed as (

    select
        cast(panel as varchar) as panel,
        cast(organisation as varchar) as organisation,
        cast(area as varchar) as area,
        cast(financial_year as varchar) as financial_year,
        cast(report_period as varchar) as report_period,
        cast(due_on as date) as due_on,
        cast(as_of as date) as as_of
    from source

)

select * from renamed
