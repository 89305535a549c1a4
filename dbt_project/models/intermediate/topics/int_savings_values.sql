-- Every value of savings_delivery: what is printed, and what is computed from a target that is said beside it.
with

figures as (

    select * from {{ ref('int_topic_figures_keyed') }}
    where mart = 'savings_delivery'

),

stated as (

    select
        *,
        regexp_replace(column_name, '_(gbp|pct)$', '') as state
    from figures

),

-- one figure says a column's value; others in the row only repeat it
printed as (

    select
        row_id,
        column_name,
        max(value) as value,
        'published' as source,
        {{ no_values() }} as operands
    from stated
    group by row_id, column_name

),

targets as (

    select
        row_id,
        max(value) as target_gbp,
        list(passage) as passages
    from stated
    where column_name = 'target_gbp'
    group by row_id

),

states as (

    select
        row_id,
        state,
        max(value) filter (where column_name like '%_gbp') as amount_gbp,
        max(value) filter (where column_name like '%_pct') as share_pct,
        list(passage) as passages
    from stated
    where state in ('delivered', 'delayed', 'unachievable')
    group by row_id, state

),

-- the other side of a share or an amount, by the target that the same passage or row gives
measured as (

    select
        states.*,
        targets.target_gbp
    from states
    inner join targets on states.row_id = targets.row_id
    where list_has_any(targets.passages, states.passages)

),

-- a share is computed only of a target that is no smaller: `£4m realised already, and a further £3.3m planned` is no
-- 121 %
computed as (

    select
        row_id,
        state || '_gbp' as column_name,
        cast(target_gbp * cast(share_pct as double) / 100 as decimal(18, 2)) as value,
        'computed' as source,
        [
            {{ value_of("'savings_delivery'", 'row_id', "'target_gbp'") }},
            {{ value_of("'savings_delivery'", 'row_id', "state || '_pct'") }}
        ] as operands
    from measured
    where amount_gbp is null
    union all by name
    select
        row_id,
        state || '_pct' as column_name,
        cast(100 * cast(amount_gbp as double) / nullif(target_gbp, 0) as decimal(18, 2)) as value,
        'computed' as source,
        [
            {{ value_of("'savings_delivery'", 'row_id', "'target_gbp'") }},
            {{ value_of("'savings_delivery'", 'row_id', "state || '_gbp'") }}
        ] as operands
    from measured
    where share_pct is null and amount_gbp <= target_gbp

),

told as (

    select * from printed
    union all by name
    select * from computed

),

final as (

    select
        'savings_delivery' as mart,
        row_id,
        column_name,
        cast(value as decimal(18, 2)) as value,
        source,
        operands
    from told
    where value is not null

)

select * from final
