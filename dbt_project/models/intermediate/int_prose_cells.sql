with

figures as (

    select
        figures.*,
        contradicted.figure_id is not null as has_contradiction
    from {{ ref('int_figures') }} as figures
    left join {{ ref('int_contradicted') }} as contradicted on figures.figure_id = contradicted.figure_id
    left join {{ ref('int_corrections') }} as corrections on figures.figure_id = corrections.figure_id
    where figures.table_no is null and figures.status = 'current' and corrections.figure_id is null

),

-- which mart a figure of prose belongs to, and which of its columns it fills
placed as (

    select
        *,
        case
            when
                subject = 'savings'
                and measure in (
                    'target', 'identified', 'forecast', 'delivered', 'delivered_pct', 'delayed_pct', 'unachievable_pct'
                )
                then 'savings_delivery'
            when subject = 'uplift' and unit not in ('percent', 'GBP') then 'officer_uplift'
            when subject = 'workforce' and unit not in ('percent', 'GBP', 'multiple') then 'workforce'
            when subject = 'crime' then 'crime'
            when subject in ('precept', 'funding') then 'funding'
            when subject = 'budget' and measure in ('original_budget', 'revised_budget') and line is null
                then 'funding'
        end as mart,
        case
            when subject <> 'savings' then 'value'
            when measure like '%_pct' then measure
            else measure || '_gbp'
        end as column_name,
        coalesce(standard_line, line) as offence,
        -- small counts are too common for two of them to be one figure said twice
        if(abs(value) < 10 and unit not in ('rank', 'percent', 'GBP', 'multiple'), figure_id, null) as said_apart
    from figures

),

-- a figure that a passage says again belongs where the paper says it first
said as (

    select
        *,
        min(passage) over (
            partition by paper_id, mart, organisation, financial_year, programme, column_name, value
        ) as home_passage
    from placed
    where mart is not null

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
                    'mart', 'organisation', 'programme', 'measure', 'financial_year', 'as_at', 'period', 'unit',
                    'basis', 'qualifier', 'value', 'said_apart',
                ]) }}
            when 'workforce'
                then {{ row_key([
                    'mart', 'organisation', 'role', 'measure', 'financial_year', 'as_at', 'unit', 'basis',
                    'qualifier', 'value', 'said_apart',
                ]) }}
            when 'crime'
                then {{ row_key([
                    'mart', 'organisation', 'offence', 'measure', 'period', 'unit', 'basis', 'comparator', 'value',
                    'said_apart',
                ]) }}
            else {{ row_key([
                'mart', 'organisation', 'financial_year', 'measure', 'unit', 'basis', 'qualifier', 'value',
                'said_apart',
            ]) }}
        end as row_id
    from anchored

),

final as (

    select
        *,
        row_number() over (
            partition by mart, row_id
            order by paper_order desc, char_start asc nulls last, figure_id asc
        ) = 1 as is_leading
    from keyed

)

select * from final
