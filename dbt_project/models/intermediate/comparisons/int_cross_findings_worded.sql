with

compared_prints as (

    select * from {{ ref('int_prints_compared') }}

),

renamed_lines as (

    select * from {{ ref('int_lines_renamed') }}

),

quotes as (

    select * from {{ ref('int_quotes_matched') }}

),

corrections as (

    select * from {{ ref('int_figures_corrected') }}

),

figures as (

    select * from {{ ref('int_figures_enriched') }}

),

papers as (

    select * from {{ ref('stg_papers') }}

),

-- a line whose change another line of the same papers makes up for
counterparts as (

    select
        one.figure_id,
        one.earlier_figure_id,
        first(other.line order by other.line asc) as other_line
    from compared_prints as one
    inner join compared_prints as other
        on
            one.mart = other.mart
            and one.paper_id = other.paper_id
            and one.earlier_paper_id = other.earlier_paper_id
            and one.column_name = other.column_name
            and one.organisation is not distinct from other.organisation
            and one.financial_year is not distinct from other.financial_year
            and one.as_at is not distinct from other.as_at
            and one.statement is not distinct from other.statement
            and one.is_total = other.is_total
            and one.figure_id <> other.figure_id
            and abs(one.difference + other.difference) <= one.tolerance + other.tolerance
    where not one.is_alike and not other.is_alike
    group by one.figure_id, one.earlier_figure_id
    having count(*) = 1

),

prints as (

    select
        if(compared_prints.is_alike, 'cross_paper', 'restatement') as kind,
        if(compared_prints.is_alike, 'balances', 'contradiction') as status,
        [compared_prints.earlier_paper_id, compared_prints.paper_id] as paper_ids,
        concat(
            '‘' || compared_prints.line || '’',
            if(
                lower(compared_prints.earlier_line) <> lower(compared_prints.line),
                ' (‘' || compared_prints.earlier_line || '’ before)',
                ''
            ),
            ', ' || replace(replace(compared_prints.column_name, '_gbp', ''), '_', ' '),
            if(compared_prints.mart = 'reserve_balances', '', coalesce(' of ' || compared_prints.financial_year, '')),
            coalesce(' at ' || strftime(compared_prints.as_at, '%-d %B %Y'), ''),
            coalesce(' (' || compared_prints.organisation || ')', ''),
            ': ' || earlier.paper || ' prints ' || {{ pounds('compared_prints.earlier_value') }},
            if(compared_prints.is_alike, ', and so does ', ', ') || later.paper,
            if(
                compared_prints.is_alike,
                '.',
                ' prints ' || {{ pounds('compared_prints.mart_value') }} || ': a restatement of '
                || {{ pounds('compared_prints.difference') }} || '. Both are kept; the later one counts.'
            ),
            if(
                counterparts.other_line is null,
                '',
                ' ‘' || counterparts.other_line
                || '’ changes by the same amount the other way: a split that moved between the two lines.'
            )
        ) as description,
        compared_prints.mart_value as left_value,
        compared_prints.earlier_value as right_value,
        compared_prints.difference,
        compared_prints.tolerance,
        [compared_prints.figure_id, compared_prints.earlier_figure_id] as figure_ids
    from compared_prints
    left join counterparts
        on
            compared_prints.figure_id = counterparts.figure_id
            and compared_prints.earlier_figure_id = counterparts.earlier_figure_id
    inner join papers as earlier on compared_prints.earlier_paper_id = earlier.paper_id
    inner join papers as later on compared_prints.paper_id = later.paper_id

),

renamed as (

    select
        'cross_paper' as kind,
        'balances' as status,
        [renamed_lines.earlier_paper_id, renamed_lines.paper_id] as paper_ids,
        concat(
            '‘' || renamed_lines.earlier_line || '’ of ' || earlier.paper || ', ',
            {{ pounds('renamed_lines.earlier_value') }} || ', is printed by ' || later.paper || ' as ‘',
            array_to_string(renamed_lines.lines, '’ and ‘') || '’: the same total under another name.'
        ) as description,
        renamed_lines.later_value as left_value,
        renamed_lines.earlier_value as right_value,
        cast(renamed_lines.later_value - renamed_lines.earlier_value as decimal(24, 6)) as difference,
        cast(renamed_lines.later_rounding + renamed_lines.earlier_rounding as decimal(24, 6)) as tolerance,
        list_append(renamed_lines.figure_ids, renamed_lines.earlier_figure_id) as figure_ids
    from renamed_lines
    inner join papers as earlier on renamed_lines.earlier_paper_id = earlier.paper_id
    inner join papers as later on renamed_lines.paper_id = later.paper_id

),

quoted as (

    select
        'cross_paper' as kind,
        if(quotes.is_alike, 'balances', 'contradiction') as status,
        [quotes.printed_in_paper_id, quotes.paper_id] as paper_ids,
        concat(
            saying.paper || ' says ' || quotes.published_text || ' for the ' || replace(quotes.measure, '_', ' '),
            coalesce(' of ' || quotes.said_of, '') || ' of ' || quotes.financial_year || '; ' || printing.paper,
            ' prints ' || {{ pounds('quotes.printed_value') }} || coalesce(' for ‘' || quotes.line || '’', ''),
            if(
                quotes.is_alike,
                ': the same, as precisely as the sentence is worded.',
                ': a difference of ' || {{ pounds('abs(quotes.difference)') }} || '.'
            )
        ) as description,
        quotes.said_value as left_value,
        quotes.printed_value as right_value,
        quotes.difference,
        quotes.tolerance,
        [quotes.figure_id, quotes.printed_figure_id] as figure_ids
    from quotes
    inner join papers as saying on quotes.paper_id = saying.paper_id
    inner join papers as printing on quotes.printed_in_paper_id = printing.paper_id

),

corrected as (

    select
        if(corrections.by_paper_id = figures.paper_id, 'prose_vs_table', 'cross_paper') as kind,
        'contradiction' as status,
        list_distinct([figures.paper_id, corrections.by_paper_id]) as paper_ids,
        concat(
            correcting.paper || ' corrects ' || {{ pounds('corrections.wrong_value') }} || ', as printed in ',
            printing.paper || ', to ' || {{ pounds('corrections.by_value') }},
            '. Both are kept; the correction counts.'
        ) as description,
        corrections.by_value as left_value,
        corrections.wrong_value as right_value,
        cast(corrections.by_value - corrections.wrong_value as decimal(24, 6)) as difference,
        corrections.by_rounding as tolerance,
        [corrections.by_figure_id, corrections.figure_id] as figure_ids
    from corrections
    inner join figures on corrections.figure_id = figures.figure_id
    inner join papers as correcting on corrections.by_paper_id = correcting.paper_id
    inner join papers as printing on figures.paper_id = printing.paper_id

),

findings as (

    select * from prints
    union all by name
    select * from renamed
    union all by name
    select * from quoted
    union all by name
    select * from corrected

),

final as (

    select
        {{ finding_key('kind', "array_to_string(figure_ids, ':')") }} as finding_id,
        kind,
        status,
        paper_ids,
        description,
        cast(left_value as decimal(24, 6)) as left_value,
        cast(right_value as decimal(24, 6)) as right_value,
        difference,
        tolerance,
        cast(if(status = 'contradiction', abs(difference), 0) as decimal(18, 2)) as amount_at_stake_gbp,
        figure_ids
    from findings
    qualify row_number() over (
        partition by kind, figure_ids
        order by status asc
    ) = 1

)

select * from final
