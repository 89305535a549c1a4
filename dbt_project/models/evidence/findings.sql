with

findings as (

    select * from {{ ref('stg_findings') }}

),

cross_findings as (

    select * from {{ ref('int_cross_findings_worded') }}

),

everything as (

    select * from findings
    union all by name
    select * from cross_findings

),

final as (

    select
        finding_id,
        kind,
        status,
        paper_ids,
        description,
        left_value,
        right_value,
        difference,
        tolerance,
        amount_at_stake_gbp,
        figure_ids
    from everything

)

select * from final
