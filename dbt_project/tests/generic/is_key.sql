{#- Fails with a row for each combination of the key's columns that occurs more than once, or that is not whole. -#}
{% test is_key(model, columns) %}

    select
        {{ columns | join(', ') }},
        count(*) as occurrences
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1 or {{ columns | join(' is null or ') }} is null

{% endtest %}
