{#-
    The CTEs that turn a mart's cells into a row for each line, with its variance.

    The published variance stands where one is printed, unless a later paper has restated what it compares and
    it no longer fits: then, and where none is printed, it is outturn (else forecast) less the first of
    `budgets` that the line has.
-#}
{% macro lines_with_variance(mart, columns, budgets) -%}
{%- set operands = ["forecast_gbp", "outturn_gbp"] + budgets -%}
mart_cells as (

    select * from cells
    where mart = '{{ mart }}' and is_winner

),

pivoted as (

    select
        row_id,
        {%- for column in columns %}
        max(mart_value) filter (where column_name = '{{ column }}') as {{ column }},
        {%- endfor %}
        max(mart_value) filter (where column_name = 'variance_gbp') as published_variance_gbp,
        max(mart_value) filter (where column_name = 'variance_pct') as published_variance_pct,
        max(paper_order) filter (where column_name = 'variance_gbp') as variance_paper_order,
        max(paper_order) filter (where column_name in ('{{ operands | join("', '") }}')) as operands_paper_order,
        sum(rounding) filter (
            where column_name in ('variance_gbp', '{{ operands | join("', '") }}')
        ) as variance_tolerance_gbp
    from mart_cells
    group by row_id

),

computed as (

    select
        *,
        coalesce({{ budgets | join(", ") }}) as compared_budget_gbp,
        coalesce(outturn_gbp, forecast_gbp) - coalesce({{ budgets | join(", ") }}) as computed_variance_gbp
    from pivoted

),

sourced as (

    select
        *,
        coalesce(
            variance_paper_order < operands_paper_order
            and abs(published_variance_gbp - computed_variance_gbp) > variance_tolerance_gbp,
            false
        ) as is_overtaken
    from computed

),

varied as (

    select
        *,
        case
            when published_variance_gbp is not null and not is_overtaken then 'published'
            when computed_variance_gbp is not null then 'computed'
        end as variance_source,
        if(
            published_variance_gbp is not null and not is_overtaken, published_variance_gbp, computed_variance_gbp
        ) as variance_gbp
    from sourced

),

lines as (

    select
        *,
        case
            when published_variance_pct is not null and not is_overtaken then 'published'
            when variance_gbp is not null and compared_budget_gbp <> 0 then 'computed'
        end as variance_pct_source,
        if(
            published_variance_pct is not null and not is_overtaken,
            published_variance_pct,
            100 * variance_gbp / nullif(abs(compared_budget_gbp), 0)
        ) as variance_pct
    from varied

),
{%- endmacro %}
