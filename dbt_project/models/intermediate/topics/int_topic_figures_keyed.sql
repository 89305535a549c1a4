with

figures as (

    select * from {{ ref('int_topic_figures_assigned') }}

),

-- a figure that a passage or a row says again belongs where the paper says it first, with all that it is said with
repeated as (

    select
        *,
        min(passage) over (
            partition by paper_id, mart, organisation, financial_year, programme, column_name, value
        ) as first_passage
    from figures

),

said as (

    select
        *,
        min(first_passage) over (
            partition by paper_id, mart, organisation, financial_year, programme, passage
        ) as home_passage
    from repeated

),

anchored as (

    select
        *,
        first_value(figure_id) over (
            partition by paper_id, mart, organisation, financial_year, programme, home_passage
            order by char_start asc nulls last, figure_id asc
        ) as anchor_figure_id,
        dense_rank() over (
            partition by paper_id, mart, organisation, financial_year, programme, home_passage, column_name
            order by value asc
        ) as column_occurrence
    from said

),

keyed as (

    select
        *,
        case mart
            when 'savings_delivery'
                then {{ row_key([
                    'mart', 'organisation', 'financial_year', 'programme', 'paper_id', 'anchor_figure_id',
                    'column_occurrence',
                ]) }}
            when 'officer_uplift'
                then {{ row_key([
                    'mart', 'organisation', 'programme', 'topic_measure', 'financial_year', 'as_at', 'period', 'unit',
                    'basis', 'qualifier', 'value', 'said_apart', 'own_line',
                ]) }}
            when 'workforce'
                then {{ row_key([
                    'mart', 'organisation', 'role', 'topic_measure', 'financial_year', 'as_at', 'unit', 'basis',
                    'qualifier', 'value', 'said_apart', 'own_line',
                ]) }}
            when 'crime'
                then {{ row_key([
                    'mart', 'organisation', 'offence', 'topic_measure', 'period', 'as_at', 'unit', 'basis',
                    'comparator', 'value', 'said_apart', 'own_line',
                ]) }}
            else {{ row_key([
                'mart', 'organisation', 'financial_year', 'topic_measure', 'unit', 'basis', 'qualifier', 'value',
                'said_apart', 'own_line',
            ]) }}
        end as row_id
    from anchored

),

final as (

    select
        *,
        row_number() over (
            partition by mart, row_id
            order by paper_order desc, rounding asc, char_start asc nulls last, figure_id asc
        ) = 1 as is_leading
    from keyed

)

select * from final
