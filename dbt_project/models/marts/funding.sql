with

{{ prose_rows('funding') }}

final as (

    select
        said.row_id,
        said.organisation,
        said.financial_year,
        if(said.subject = 'budget', 'net_budget', said.measure) as measure,
        cast(said.value as decimal(18, 2)) as value,
        said.unit,
        said.basis,
        said.qualifier,
        said.period,
        said.line,
        row_number() over (
            partition by
                said.organisation,
                said.financial_year,
                if(said.subject = 'budget', 'net_budget', said.measure),
                said.value,
                said.unit,
                said.basis,
                said.qualifier
            order by said.paper_order asc, said.char_start asc nulls last, said.row_id asc
        ) as occurrence,
        said.sentence,
        said.paper_id,
        said.paper,
        said.meeting_date,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from said
    inner join evidence on said.row_id = evidence.row_id

)

select * from final
