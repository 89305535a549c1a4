with

figures as (

    select * from {{ ref('int_topic_figures_keyed') }}

),

-- the figure that says what a row is
first_said as (

    select * from figures
    where is_leading

),

evidence as (

    select
        row_id,
        list(distinct paper_id order by paper_id) as paper_ids,
        {{ weakest_proof('proof') }} as proof,
        bool_or(has_contradiction) as has_contradiction
    from figures
    group by row_id

),

final as (

    select
        first_said.mart,
        first_said.row_id,
        first_said.organisation,
        first_said.financial_year,
        first_said.period,
        first_said.as_at,
        first_said.as_at_inferred,
        first_said.programme,
        first_said.role,
        first_said.offence,
        first_said.comparator,
        first_said.topic_measure as measure,
        first_said.value,
        first_said.unit,
        first_said.basis,
        first_said.qualifier,
        first_said.line,
        first_said.is_total,
        first_said.total_of,
        first_said.home_passage,
        first_said.column_occurrence,
        first_said.char_start,
        first_said.sentence,
        first_said.paper_id,
        first_said.paper,
        first_said.meeting_date,
        first_said.paper_order,
        evidence.paper_ids,
        evidence.proof,
        evidence.has_contradiction
    from first_said
    inner join evidence on first_said.row_id = evidence.row_id

)

select * from final
