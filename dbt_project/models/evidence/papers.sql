with

papers as (

    select * from {{ ref('stg_papers') }}

),

figures as (

    select * from {{ ref('stg_figures') }}

),

-- counted again, since a held table's figures are not published
figures_by_paper as (

    select
        paper_id,
        count(*) as figures,
        100.0 * count(*) filter (where proof = 'proved' and table_no is not null)
        / nullif(count(*) filter (where table_no is not null), 0) as proved_pct
    from figures
    group by paper_id

),

final as (

    select
        papers.paper_id,
        papers.paper,
        papers.organisation,
        papers.title,
        papers.meeting_date,
        papers.media_type,
        papers.pages,
        papers.tables,
        cast(coalesce(figures_by_paper.figures, 0) as integer) as figures,
        cast(figures_by_paper.proved_pct as decimal(5, 2)) as proved_pct,
        papers.source_url,
        papers.loaded_at,
        papers.extractor_version,
        papers.note
    from papers
    left join figures_by_paper on papers.paper_id = figures_by_paper.paper_id

)

select * from final
