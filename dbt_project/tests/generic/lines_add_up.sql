{#-
    The lines of a mart add up to its totals, within the rounding of what is printed.

    A total is compared where at least two parts of it are printed in its own table and the mart shows them all
    (a restatement of one line leaves the others' total behind, and is no mistake). What a paper itself
    misprints is known to extraction as a contradiction: such sums are left out unless
    `with_contradictions` is set. Since a comparison of nothing never fails, the test also fails with a row of its own when
    fewer than `minimum_coverage` of the totals whose parts are printed could be found again in the mart.
-#}
{% test lines_add_up(model, columns, with_contradictions=false, minimum_coverage=0.9) %}

{%- set mart = model.identifier %}

with

mart_values as (

    select
        row_id,
        column_name,
        value
    from (select row_id, {{ columns | join(', ') }} from {{ model }})
    unpivot (value for column_name in ({{ columns | join(', ') }}))

),

cells as (

    select * from {{ ref('int_table_figures_flagged') }}
    where mart = '{{ mart }}' and column_name in ('{{ columns | join("', '") }}')

),

printed_cells as (

    select
        cells.row_id,
        cells.column_name,
        cells.paper_id,
        cells.table_no,
        cells.adds_to_row_id,
        sum(cells.rounding) as rounding,
        bool_and(cells.is_winner) as is_shown,
        bool_or(cells.has_contradiction) as has_contradiction
    from cells
    group by all

),

sums as (

    select
        totals.row_id,
        totals.column_name,
        totals.paper_id,
        totals.table_no,
        any_value(total_values.value) as total,
        sum(part_values.value) as sum_of_parts,
        sum(parts.rounding) + any_value(totals.rounding) as tolerance,
        bool_and(parts.is_shown) and any_value(totals.is_shown) as is_shown,
        bool_or(parts.has_contradiction) or any_value(totals.has_contradiction) as has_contradiction
    from printed_cells as totals
    inner join printed_cells as parts
        on
            totals.row_id = parts.adds_to_row_id
            and totals.column_name = parts.column_name
            and totals.paper_id = parts.paper_id
            and totals.table_no = parts.table_no
    left join mart_values as total_values
        on totals.row_id = total_values.row_id and totals.column_name = total_values.column_name
    left join mart_values as part_values
        on parts.row_id = part_values.row_id and parts.column_name = part_values.column_name
    group by totals.row_id, totals.column_name, totals.paper_id, totals.table_no
    having count(*) >= 2

),

differences as (

    select
        row_id,
        column_name,
        total,
        sum_of_parts,
        tolerance,
        'the lines do not add up to the total' as reason
    from sums
    where
        is_shown
        {%- if not with_contradictions %}
        and not has_contradiction
        {%- endif %}
        and coalesce(abs(total - sum_of_parts) > tolerance, true)

),

-- counted from the printed rows alone, so that it does not depend on what it is to guard
printed_totals as (

    select
        total_cells.row_id,
        total_cells.column_name,
        totals.paper_id,
        totals.table_no
    from {{ ref('int_figures_enriched') }} as totals
    inner join {{ ref('int_figures_enriched') }} as parts
        on
            totals.paper_id = parts.paper_id
            and totals.table_no = parts.table_no
            and totals.column_no = parts.column_no
            and totals.row_no = parts.adds_to_row_no
    inner join cells as total_cells on totals.figure_id = total_cells.figure_id
    inner join cells as part_cells on parts.figure_id = part_cells.figure_id
    group by total_cells.row_id, total_cells.column_name, totals.paper_id, totals.table_no
    having count(distinct part_cells.row_id) >= 2

),

coverage as (

    select
        (select count(*) from printed_totals) as printed,
        (select count(*) from sums) as found

),

final as (

    select * from differences
    union all by name
    select
        found as total,
        printed as sum_of_parts,
        'too few of the totals whose parts are printed were compared' as reason
    from coverage
    where found < printed * {{ minimum_coverage }}

)

select * from final

{% endtest %}
