with

rows as (

    select * from {{ ref('int_topic_rows_summarised') }}
    where mart = 'savings_delivery'

),

figures as (

    select * from {{ ref('int_topic_figures_keyed') }}
    where mart = 'savings_delivery'

),

savings_values as (

    select * from {{ ref('int_savings_values') }}

),

amounts as (

    select
        row_id,
        max(value) filter (where column_name = 'target_gbp') as target_gbp,
        max(value) filter (where column_name = 'identified_gbp') as identified_gbp,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(value) filter (where column_name = 'delivered_gbp') as delivered_gbp,
        max(value) filter (where column_name = 'delivered_pct') as delivered_pct,
        max(value) filter (where column_name = 'delayed_gbp') as delayed_gbp,
        max(value) filter (where column_name = 'delayed_pct') as delayed_pct,
        max(value) filter (where column_name = 'unachievable_gbp') as unachievable_gbp,
        max(value) filter (where column_name = 'unachievable_pct') as unachievable_pct,
        list(
            column_name
            order by
                array_position(['delivered', 'delayed', 'unachievable'], column_name[:-5]) asc, column_name asc
        ) filter (where source = 'computed') as derived
    from savings_values
    group by row_id

),

-- what is delivered says how sure the row is
worded as (

    select
        row_id,
        first(qualifier order by (column_name = 'delivered_pct') desc, char_start asc) as qualifier,
        first(basis order by (column_name like 'delivered%') desc, char_start asc) as basis,
        string_agg(distinct sentence, ' ' order by sentence) as sentence
    from figures
    group by row_id

),

final as (

    select
        rows.row_id,
        rows.organisation,
        rows.financial_year,
        rows.programme,
        rows.is_total,
        rows.total_of,
        rows.home_passage as passage,
        rows.column_occurrence as occurrence,
        amounts.target_gbp,
        amounts.identified_gbp,
        amounts.forecast_gbp,
        amounts.delivered_gbp,
        amounts.delivered_pct,
        amounts.delayed_gbp,
        amounts.delayed_pct,
        amounts.unachievable_gbp,
        amounts.unachievable_pct,
        rows.as_at,
        worded.basis,
        worded.qualifier,
        coalesce(amounts.derived, cast([] as varchar[])) as derived,
        worded.sentence,
        rows.paper_id,
        rows.paper,
        rows.meeting_date,
        rows.paper_ids,
        rows.proof,
        rows.has_contradiction
    from rows
    inner join amounts on rows.row_id = amounts.row_id
    inner join worded on rows.row_id = worded.row_id

)

select * from final
