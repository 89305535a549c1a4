with

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

-- `£885k, not £858k as shown in the report`: the right figure, and the wrong one as it is quoted
corrections as (

    select
        rights.figure_id as by_figure_id,
        rights.paper_id as by_paper_id,
        rights.paper_order as by_paper_order,
        rights.meeting_date as by_meeting_date,
        rights.rounding as by_rounding,
        rights.value as by_value,
        rights.proof as by_proof,
        rights.area,
        rights.subject,
        rights.measure,
        rights.unit,
        rights.financial_year,
        rights.line,
        rights.standard_line,
        wrongs.figure_id as quoted_figure_id,
        wrongs.value as wrong_value,
        wrongs.rounding as wrong_rounding
    from figures as rights
    inner join figures as wrongs on rights.supersedes_figure_id = wrongs.figure_id
    where rights.table_no is null and wrongs.status = 'superseded'

),

-- what an earlier paper, or the same one, prints with the wrong value
printed as (

    select
        corrections.*,
        figures.figure_id,
        figures.table_no,
        coalesce(figures.standard_line, figures.line, '') as printed_line,
        if(
            corrections.measure like 'variance%',
            corrections.by_value,
            abs(corrections.by_value) * if(figures.value < 0, -1, 1)
        ) as corrected_value
    from corrections
    inner join figures
        on
            corrections.area = figures.area
            and corrections.subject = figures.subject
            and corrections.measure = figures.measure
            and corrections.unit = figures.unit
            and corrections.financial_year = figures.financial_year
            and (corrections.by_paper_order > figures.paper_order or corrections.by_paper_id = figures.paper_id)
            and abs(abs(figures.value) - abs(corrections.wrong_value)) <= corrections.wrong_rounding
            and (
                corrections.line is null
                or corrections.standard_line = figures.standard_line
                or lower(corrections.line) = lower(figures.line)
            )
    where figures.status = 'current' and figures.figure_id <> corrections.by_figure_id

),

-- two lines that print the same leave open which of them is corrected
told_apart as (

    select
        *,
        count(distinct nullif(printed_line, '')) over (partition by by_figure_id) as lines
    from printed

),

final as (

    select
        by_figure_id,
        by_paper_id,
        by_paper_order,
        by_meeting_date,
        by_rounding,
        by_value,
        by_proof,
        quoted_figure_id,
        figure_id,
        wrong_value,
        corrected_value,
        table_no is not null as is_placed
    from told_apart
    where lines <= 1
    qualify row_number() over (partition by figure_id order by by_paper_order desc, by_figure_id asc) = 1

)

select * from final
