{%- set states = ['delivered', 'delayed', 'unachievable'] -%}
with

{{ topic_rows('savings_delivery') }}

-- one figure says a column's value; others in the row only repeat it. A share is computed only of a target that is
-- said beside it and is no smaller: `£4m realised already, and a further £3.3m planned` is no 121 %
summed as (

    select
        row_id,
        max(value) filter (where column_name = 'target_gbp') as target_gbp,
        max(value) filter (where column_name = 'identified_gbp') as identified_gbp,
        max(value) filter (where column_name = 'forecast_gbp') as forecast_gbp,
        {%- for state in states %}
            max(value) filter (where column_name = '{{ state }}_gbp') as {{ state }}_gbp,
            max(value) filter (where column_name = '{{ state }}_pct') as {{ state }}_pct,
            coalesce(list_has_any(
                list(passage) filter (where column_name = 'target_gbp'),
                list(passage) filter (where column_name in ('{{ state }}_gbp', '{{ state }}_pct'))
            ), false) as is_{{ state }}_of_target,
        {%- endfor %}
        first(qualifier order by (column_name = 'delivered_pct') desc, char_start asc) as qualifier,
        first(basis order by (column_name like 'delivered%') desc, char_start asc) as basis,
        string_agg(distinct sentence, ' ' order by sentence) as sentence
    from cells
    group by row_id

),

pivoted as (

    select
        *,
        cast(list_filter([
            {%- for state in states %}
                if({{ state }}_gbp is null, '{{ state }}_gbp', null),
                if({{ state }}_pct is null, '{{ state }}_pct', null){{ ',' if not loop.last }}
            {%- endfor %}
        ], lambda name: name is not null) as varchar[]) as unsaid
    from summed

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
        {%- for state in states %}
            cast(
                coalesce(
                    pivoted.{{ state }}_gbp,
                    if(
                        pivoted.is_{{ state }}_of_target,
                        pivoted.target_gbp * cast(pivoted.{{ state }}_pct as double) / 100,
                        null
                    )
                ) as decimal(18, 2)
            ) as {{ state }}_gbp,
            cast(
                coalesce(
                    pivoted.{{ state }}_pct,
                    if(
                        pivoted.is_{{ state }}_of_target and pivoted.{{ state }}_gbp <= pivoted.target_gbp,
                        100 * cast(pivoted.{{ state }}_gbp as double) / nullif(pivoted.target_gbp, 0),
                        null
                    )
                ) as decimal(18, 2)
            ) as {{ state }}_pct,
        {%- endfor %}
        said.as_at,
        pivoted.basis,
        pivoted.qualifier,
        pivoted.unsaid,
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

),

-- what is not printed and yet has a value is computed from the target
told as (

    select
        * exclude (unsaid),
        list_filter(unsaid, lambda name: list_contains([
            {%- for state in states %}
                if({{ state }}_gbp is not null, '{{ state }}_gbp', null),
                if({{ state }}_pct is not null, '{{ state }}_pct', null){{ ',' if not loop.last }}
            {%- endfor %}
        ], name)) as derived
    from final

)

select * from told
