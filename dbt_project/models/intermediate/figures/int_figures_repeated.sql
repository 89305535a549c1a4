with

figures as (

    select * from {{ ref('stg_figures') }}

),

papers as (

    select * from {{ ref('stg_papers') }}

),

superseded_papers as (

    select * from {{ ref('stg_superseded_papers') }}

),

-- what a pack takes over whole: a table, or the figures of a sentence
printed as (

    select
        figures.figure_id,
        figures.paper_id,
        papers.organisation,
        papers.meeting_date,
        papers.pages,
        papers.loaded_at,
        coalesce('table ' || figures.table_no, figures.sentence) as unit,
        concat_ws(
            ' ',
            if(figures.table_no is null, figures.sentence, null),
            coalesce(
                list_aggregate(cast(figures.bbox as integer[]), 'string_agg', ' '),
                'row ' || figures.row_no || ' column ' || figures.column_no
            ),
            figures.published_text
        ) as print
    from figures
    inner join papers on figures.paper_id = papers.paper_id
    anti join superseded_papers on figures.paper_id = superseded_papers.paper_id
    where papers.meeting_date is not null

),

units as (

    select
        paper_id,
        unit,
        organisation,
        meeting_date,
        pages,
        loaded_at,
        md5(string_agg(distinct print, chr(31) order by print asc)) as content
    from printed
    group by paper_id, unit, organisation, meeting_date, pages, loaded_at

),

-- of one body's papers of one meeting the shortest is the report itself
kept as (

    select
        paper_id,
        unit,
        first_value(paper_id) over shortest_first as kept_paper_id,
        first_value(unit) over shortest_first as kept_unit
    from units
    window
        shortest_first as (
            partition by organisation, meeting_date, content
            order by pages asc nulls last, loaded_at asc nulls last, paper_id asc, unit asc
        )

),

final as (

    select
        printed.figure_id,
        min(originals.figure_id) as repeats_figure_id
    from kept
    inner join printed
        on
            kept.paper_id = printed.paper_id
            and kept.unit = printed.unit
    inner join printed as originals
        on
            kept.kept_paper_id = originals.paper_id
            and kept.kept_unit = originals.unit
            and printed.print = originals.print
    where kept.paper_id <> kept.kept_paper_id
    group by printed.figure_id

)

select * from final
