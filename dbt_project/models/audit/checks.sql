with

checks as (

    select * from {{ ref('stg_checks') }}

),

final as (

    select
        load_id,
        suite,
        "check",
        severity,
        passed,
        checked,
        observed,
        expected
    from checks

)

select * from final
