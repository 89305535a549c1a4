with

findings as (

    select * from {{ ref('stg_findings') }}

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
    from findings

)

select * from final
