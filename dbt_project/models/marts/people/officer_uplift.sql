with

rows as (

    select * from {{ ref('int_topic_rows_summarised') }}
    where mart = 'officer_uplift'

),

final as (

    select
        row_id,
        organisation,
        programme,
        measure,
        financial_year,
        as_at,
        as_at_inferred,
        period,
        cast(value as decimal(18, 2)) as value,
        unit,
        basis,
        qualifier,
        line,
        is_total,
        total_of,
        -- small counts alike stay apart
        cast(row_number() over (
            partition by
                organisation,
                programme,
                measure,
                financial_year,
                as_at,
                period,
                qualifier,
                value,
                unit,
                basis
            order by paper_order asc, char_start asc nulls last, row_id asc
        ) as bigint) as occurrence,
        sentence,
        paper_id,
        paper,
        meeting_date,
        paper_ids,
        proof,
        has_contradiction
    from rows

)

select * from final
