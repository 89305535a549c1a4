with

{{ topic_rows('savings_delivery') }}

-- one figure says a column's value; others in the row only repeat it
pivoted as (

    select
        row_id,
        max(value) filter (where column_name = 'target_gbp') as target_gbp,
        max(value) filter (where column_name = 'identified_gbp') as identified_gbp,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        max(value) filter (where column_name = 'delivered_gbp') as published_delivered_gbp,
        max(value) filter (where column_name = 'delivered_pct') as delivered_pct,
        max(value) filter (where column_name = 'delayed_pct') as delayed_pct,
        max(value) filter (where column_name = 'unachievable_pct') as unachievable_pct,
        first(qualifier order by (column_name = 'delivered_pct') desc, char_start asc) as qualifier,
        first(basis order by (column_name like 'delivered%') desc, char_start asc) as basis,
        string_agg(distinct sentence, ' ' order by sentence) as sentence
    from cells
    group by row_id

),

final as (

    select
        said.row_id,
        said.organisation,
        said.financial_year,
        said.programme,
        said.is_total,
        said.total_of,
        said.home_passage as passage,
        said.column_occurrence as occurrence,
        cast(pivoted.target_gbp as decimal(18, 2)) as target_gbp,
        cast(pivoted.identified_gbp as decimal(18, 2)) as identified_gbp,
        cast(pivoted.forecast_gbp as decimal(18, 2)) as forecast_gbp,
        cast(
            coalesce(
                pivoted.published_delivered_gbp,
                pivoted.target_gbp * cast(pivoted.delivered_pct as double) / 100
            ) as decimal(18, 2)
        ) as delivered_gbp,
        cast(pivoted.delivered_pct as decimal(18, 2)) as delivered_pct,
        cast(pivoted.delayed_pct as decimal(18, 2)) as delayed_pct,
        cast(pivoted.unachievable_pct as decimal(18, 2)) as unachievable_pct,
        said.as_at,
        pivoted.basis,
        pivoted.qualifier,
        if(
            pivoted.published_delivered_gbp is null and pivoted.target_gbp * pivoted.delivered_pct is not null,
            ['delivered_gbp'],
            cast([] as varchar[])
        ) as derived,
        pivoted.sentence,
        said.paper_id,
        said.paper,
        said.meeting_date,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from said
    inner join pivoted on said.row_id = pivoted.row_id
    inner join evidence on said.row_id = evidence.row_id

)

select * from final
