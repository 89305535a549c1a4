with

prints as (

    select
        *,
        concat_ws(
            '|', mart, organisation, financial_year, statement, capital_section, column_name, is_total,
            if(column_name = 'original_budget_gbp', null, as_at), basis, forecast_made_on
        ) as kind
    from {{ ref('int_table_figures_ranked') }}
    where column_name like '%_gbp' and column_part = '' and mart <> 'budget_changes'

),

named as (

    select distinct
        kind,
        said_in_paper_id as paper_id,
        coalesce(standard_line, line_path) as line_name
    from prints

),

statements as (

    select distinct
        kind,
        said_in_paper_id as paper_id,
        paper_order
    from prints

),

-- successive papers that print a statement of one kind
pairs as (

    select
        kind,
        paper_id,
        lag(paper_id) over (partition by kind order by paper_order asc) as earlier_paper_id
    from statements
    qualify earlier_paper_id is not null

),

-- lines that only the one or only the other of two successive papers names
{%- for side, own, other in [('come', 'paper_id', 'earlier_paper_id'), ('gone', 'earlier_paper_id', 'paper_id')] %}
    {{ side }} as (

        select
            pairs.kind,
            pairs.paper_id,
            pairs.earlier_paper_id,
            prints.figure_id,
            prints.line,
            prints.table_no,
            prints.row_no,
            prints.mart_value,
            prints.rounding
        from pairs
        inner join prints on pairs.kind = prints.kind and pairs.{{ own }} = prints.said_in_paper_id
        anti join named
            on
                pairs.kind = named.kind
                and pairs.{{ other }} = named.paper_id
                and coalesce(prints.standard_line, prints.line_path) = named.line_name

    ),
{%- endfor %}

-- a line's amount is telling if a like one by chance is unlikely
renamed as (

    select
        gone.paper_id,
        gone.earlier_paper_id,
        gone.figure_id as earlier_figure_id,
        gone.line as earlier_line,
        gone.mart_value as earlier_value,
        gone.rounding as earlier_rounding,
        [come.figure_id] as figure_ids,
        [come.line] as lines,
        come.mart_value as later_value,
        come.rounding as later_rounding
    from gone
    inner join come
        on
            gone.kind = come.kind
            and gone.paper_id = come.paper_id
            and gone.earlier_paper_id = come.earlier_paper_id
            and gone.mart_value = come.mart_value
    where abs(gone.mart_value) >= 200 * (gone.rounding + come.rounding) and gone.mart_value <> 0

),

-- a line that became two, one below the other, or two that became one
split as (

    select
        gone.paper_id,
        gone.earlier_paper_id,
        gone.figure_id as earlier_figure_id,
        gone.line as earlier_line,
        gone.mart_value as earlier_value,
        gone.rounding as earlier_rounding,
        [first_part.figure_id, second_part.figure_id] as figure_ids,
        [first_part.line, second_part.line] as lines,
        first_part.mart_value + second_part.mart_value as later_value,
        first_part.rounding + second_part.rounding as later_rounding
    from gone
    inner join come as first_part
        on
            gone.kind = first_part.kind
            and gone.paper_id = first_part.paper_id
            and gone.earlier_paper_id = first_part.earlier_paper_id
    inner join come as second_part
        on
            first_part.kind = second_part.kind
            and first_part.paper_id = second_part.paper_id
            and first_part.earlier_paper_id = second_part.earlier_paper_id
            and first_part.table_no = second_part.table_no
            and first_part.row_no + 1 = second_part.row_no
    where
        abs(gone.mart_value) >= 200 * (gone.rounding + first_part.rounding + second_part.rounding)
        and first_part.mart_value <> 0
        and second_part.mart_value <> 0
        and abs(first_part.mart_value + second_part.mart_value - gone.mart_value)
        <= gone.rounding + first_part.rounding + second_part.rounding

),

final as (

    select * from renamed
    union all by name
    select * from split
    -- what could have become several lines is left open
    qualify count(*) over (partition by earlier_figure_id, paper_id) = 1

)

select * from final
