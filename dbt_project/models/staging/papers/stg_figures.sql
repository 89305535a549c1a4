with

source as (

    select * from {{ source('raw', 'figures') }}

),

renamed as (

    select
        cast(figure_id as varchar) as figure_id,
        cast(paper_id as varchar) as paper_id,
        cast(paper as varchar) as paper,
        cast(page as integer) as page,
        cast(table_no as integer) as table_no,
        cast(table_title as varchar) as table_title,
        cast(row_no as integer) as row_no,
        cast(column_no as integer) as column_no,
        cast(organisation as varchar) as organisation,
        cast(organisation_basis as varchar) as organisation_basis,
        cast(subject as varchar) as subject,
        cast(statement as varchar) as statement,
        cast(line as varchar) as line,
        cast(line_path as varchar) as line_path,
        cast(standard_line as varchar) as standard_line,
        cast(is_total as boolean) as is_total,
        cast(column_header as varchar) as column_header,
        cast(measure as varchar) as measure,
        cast(basis as varchar) as basis,
        cast(status as varchar) as status,
        cast(supersedes_figure_id as varchar) as supersedes_figure_id,
        cast(financial_year as varchar) as financial_year,
        cast(as_at as date) as as_at,
        cast(as_at_inferred as boolean) as as_at_inferred,
        cast(period as varchar) as period,
        cast(value as decimal(24, 6)) as value,
        cast(unit as varchar) as unit,
        cast(sign_turned as boolean) as sign_turned,
        cast(published_text as varchar) as published_text,
        cast(sentence as varchar) as sentence,
        cast(char_start as bigint) as char_start,
        cast(char_end as bigint) as char_end,
        cast(bbox as double[]) as bbox,
        cast(qualifier as varchar) as qualifier,
        cast(proof as varchar) as proof,
        cast(note as varchar) as note,
        cast(report_period as varchar) as report_period,
        cast(table_kind as varchar) as table_kind,
        cast(section as varchar) as section,
        cast(level as integer) as level,
        cast(total_of as varchar) as total_of,
        cast(adds_to_row_no as integer) as adds_to_row_no,
        cast(category as varchar) as category,
        cast(forecast_made_on as date) as forecast_made_on,
        cast(rounding as decimal(24, 6)) as rounding,
        cast(mart_sign as integer) as mart_sign,
        cast(comparator as varchar) as comparator,
        cast(role as varchar) as role,
        cast(programme as varchar) as programme,
        cast(passage as integer) as passage,
        cast(band as varchar) as band,
        cast(period_kind as varchar) as period_kind,
        cast(period_start as date) as period_start,
        cast(period_end as date) as period_end,
        cast(meaning as varchar) as meaning,
        cast(meaning_sources as varchar) as meaning_sources,
        cast(area as varchar) as area,
        cast(column_label as varchar) as column_label,
        cast(capital_section as varchar) as capital_section,
        cast(speaks_of_whole as boolean) as speaks_of_whole
    from source

)

select * from renamed
