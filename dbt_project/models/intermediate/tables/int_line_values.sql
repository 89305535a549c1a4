-- Every value of the marts that show printed lines, each with where it comes from.
with

figures as (

    select * from {{ ref('int_table_figures_flagged') }}
    where is_winner

),

variances as (

    select * from {{ ref('int_line_variances_settled') }}

),

-- one figure shows a value, but for changes of a budget: several printed columns are one of the mart
printed as (

    select
        mart,
        row_id,
        column_name,
        sum(mart_value) as value,
        'published' as source,
        {{ no_values() }} as operands
    from figures
    where column_name not in ('variance_gbp', 'variance_pct')
    group by mart, row_id, column_name

),

varied as (

    select
        mart,
        row_id,
        'variance_gbp' as column_name,
        variance_gbp as value,
        variance_source as source,
        variance_operands as operands
    from variances
    union all by name
    select
        mart,
        row_id,
        'variance_pct' as column_name,
        variance_pct as value,
        variance_pct_source as source,
        variance_pct_operands as operands
    from variances

),

changed as (

    select
        mart,
        row_id,
        max(value) filter (where column_name = 'original_budget_gbp') as original_budget_gbp,
        max(value) filter (where column_name = 'virements_gbp') as virements_gbp,
        max(value) filter (where column_name = 'revised_budget_gbp') as revised_budget_gbp
    from printed
    where mart = 'budget_changes'
    group by mart, row_id

),

unexplained as (

    select
        mart,
        row_id,
        'unexplained_gbp' as column_name,
        revised_budget_gbp - original_budget_gbp - coalesce(virements_gbp, 0) as value,
        'computed' as source,
        [
            {{ value_of('mart', 'row_id', "'original_budget_gbp'") }},
            {{ value_of('mart', 'row_id', "'virements_gbp'") }},
            {{ value_of('mart', 'row_id', "'revised_budget_gbp'") }}
        ] as operands
    from changed

),

told as (

    select * from printed
    union all by name
    select * from varied
    union all by name
    select * from unexplained

),

final as (

    select
        mart,
        row_id,
        column_name,
        cast(value as decimal(18, 2)) as value,
        source,
        operands
    from told
    where value is not null

)

select * from final
