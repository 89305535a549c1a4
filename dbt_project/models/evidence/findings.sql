with

findings as (

    select * from {{ ref('stg_findings') }}

),

cross_findings as (

    select * from {{ ref('int_cross_findings_worded') }}

),

final as (

    select * from findings
    union all by name
    select * from cross_findings

)

select * from final
