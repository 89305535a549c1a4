{#- The paper that a row of a printed mart is of, all papers behind it, and how sure it is, from `rows`. -#}
{% macro line_evidence() -%}
    rows.paper_id,
        rows.paper,
        rows.meeting_date,
        rows.paper_ids,
        rows.proof,
        rows.has_contradiction
{%- endmacro %}
