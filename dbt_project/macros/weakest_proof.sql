{#- The weakest of the proofs in a group: one contradicted figure outweighs any number of proved ones. -#}
{% macro weakest_proof(column) -%}
    case
        when bool_or({{ column }} = 'contradicted') then 'contradicted'
        when bool_or({{ column }} = 'unproved') then 'unproved'
        when bool_or({{ column }} = 'proved') then 'proved'
    end
{%- endmacro %}
