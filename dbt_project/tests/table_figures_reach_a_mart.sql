{{ config(severity = 'warn') }}

-- A figure in a table of a kind that has a mart, and that stands in none: the mart has no place for its measure, its
-- statement or its line is not known, or one row prints the same measure twice.

with

figures as (

    select * from {{ ref('figures') }}

),

organisations as (

    select * from {{ ref('organisations') }}

),

mart_figures as (

    select * from {{ ref('mart_figures') }}

)

select
    figures.figure_id,
    figures.paper,
    figures.table_no,
    figures.row_no,
    figures.column_no,
    figures.measure
from figures
left join mart_figures on figures.figure_id = mart_figures.figure_id
left join organisations on figures.organisation = organisations.organisation
where
    mart_figures.figure_id is null
    and organisations.kind is distinct from 'other'
    and figures.status = 'current'
    and figures.repeats_figure_id is null
    and figures.table_no is not null
    and figures.table_kind in (
        'monitoring', 'budget', 'changes', 'reserves', 'capital', 'shares', 'savings', 'workforce', 'crime', 'funding'
    )
    and (figures.unit = 'GBP' or figures.table_kind in ('workforce', 'crime'))
