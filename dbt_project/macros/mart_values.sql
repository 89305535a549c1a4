{#-
    A row for each value that is not empty, of all the marts' columns that hold figures or what is computed from them:
    mart, row_id, column_name, value.
-#}
{% macro mart_values() -%}
    {%- set figure_columns = {
        'budget_monitoring': [
            'original_budget_gbp', 'revised_budget_gbp', 'spend_to_date_gbp', 'forecast_gbp', 'outturn_gbp',
            'variance_gbp', 'variance_pct', 'share_pct',
        ],
        'budget_changes': ['original_budget_gbp', 'virements_gbp', 'revised_budget_gbp', 'unexplained_gbp'],
        'budget_virements': ['virement_gbp'],
        'capital_programme': [
            'original_budget_gbp', 'brought_forward_gbp', 'total_budget_gbp', 'spend_to_date_gbp', 'forecast_gbp',
            'outturn_gbp', 'variance_gbp', 'variance_pct', 'share_pct',
        ],
        'forecast_history': [
            'revised_budget_gbp', 'forecast_gbp', 'outturn_gbp', 'variance_gbp', 'change_since_last_gbp',
        ],
        'forecast_vs_outturn': [
            'original_budget_gbp', 'revised_budget_gbp', 'q1_forecast_gbp', 'q2_forecast_gbp', 'q3_forecast_gbp',
            'latest_forecast_gbp', 'outturn_gbp', 'forecast_drift_gbp', 'outturn_less_forecast_gbp',
            'forecast_error_pct',
        ],
        'reserve_balances': ['balance_gbp'],
        'reserves_forecast_vs_actual': ['forecast_gbp', 'actual_gbp', 'difference_gbp'],
        'savings_delivery': [
            'target_gbp', 'identified_gbp', 'forecast_gbp', 'delivered_gbp', 'delivered_pct', 'delayed_gbp',
            'delayed_pct', 'unachievable_gbp', 'unachievable_pct',
        ],
        'officer_uplift': ['value'],
        'workforce': ['value'],
        'crime': ['value'],
        'funding': ['value'],
    } -%}
    {%- for mart, columns in figure_columns.items() %}
    select
        '{{ mart }}' as mart,
        row_id,
        column_name,
        cast(cell_value as decimal(18, 2)) as value
    from (select row_id, {{ columns | join(', ') }} from {{ ref(mart) }})
    unpivot (cell_value for column_name in ({{ columns | join(', ') }}))
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
