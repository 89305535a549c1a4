with

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

cells as (

    select * from {{ ref('int_table_figures_flagged') }}

),

contradicted as (

    select * from {{ ref('int_figures_contradicted') }}

),

corrections as (

    select * from {{ ref('int_figures_corrected') }}

),

-- a correction points at what it corrects, where that is loaded, else at the words that quote it
correcting as (

    select
        by_figure_id as figure_id,
        first(figure_id order by is_placed desc, figure_id asc) as supersedes_figure_id
    from corrections
    group by by_figure_id

),

-- a later paper that prints another value for the same cell supersedes the earlier one
restated as (

    select
        earlier.figure_id,
        first(later.figure_id order by later.paper_order asc, later.figure_id asc) as by_figure_id
    from cells as earlier
    inner join cells as later
        on
            earlier.row_id = later.row_id
            and earlier.column_name = later.column_name
            and earlier.column_part = later.column_part
            and earlier.paper_order < later.paper_order
            and abs(earlier.mart_value - later.mart_value) > earlier.rounding + later.rounding
    where not earlier.is_current
    group by earlier.figure_id

),

restating as (

    select
        restated.by_figure_id as figure_id,
        first(figures.figure_id order by figures.paper_order desc, figures.figure_id asc) as supersedes_figure_id
    from restated
    inner join figures on restated.figure_id = figures.figure_id
    group by restated.by_figure_id

),

final as (

    select
        figures.figure_id,
        figures.paper_id,
        figures.paper,
        figures.page,
        figures.table_no,
        figures.table_title,
        figures.row_no,
        figures.column_no,
        figures.organisation,
        figures.organisation_basis,
        figures.subject,
        figures.statement,
        figures.line,
        figures.line_path,
        figures.standard_line,
        figures.is_total,
        figures.column_header,
        figures.measure,
        figures.basis,
        if(
            restated.figure_id is null and corrections.figure_id is null,
            if(figures.status = 'repeated', 'current', figures.status),
            'superseded'
        ) as status,
        coalesce(
            correcting.supersedes_figure_id, figures.supersedes_figure_id, restating.supersedes_figure_id
        ) as supersedes_figure_id,
        figures.financial_year,
        figures.as_at,
        figures.as_at_inferred,
        figures.period,
        figures.value,
        figures.unit,
        figures.sign_turned,
        figures.published_text,
        figures.sentence,
        figures.char_start,
        figures.char_end,
        figures.bbox,
        figures.qualifier,
        figures.proof,
        figures.note,
        figures.report_period,
        figures.table_kind,
        figures.section,
        figures.level,
        figures.total_of,
        figures.adds_to_row_no,
        figures.category,
        figures.forecast_made_on,
        figures.rounding,
        figures.mart_sign,
        figures.comparator,
        figures.role,
        figures.programme,
        figures.passage,
        figures.band,
        figures.period_kind,
        figures.period_start,
        figures.period_end,
        figures.meaning,
        figures.meaning_sources,
        figures.repeats_figure_id,
        contradicted.figure_id is not null as has_contradiction
    from figures
    left join restated on figures.figure_id = restated.figure_id
    left join restating on figures.figure_id = restating.figure_id
    left join correcting on figures.figure_id = correcting.figure_id
    left join corrections on figures.figure_id = corrections.figure_id
    left join contradicted on figures.figure_id = contradicted.figure_id

)

select * from final
