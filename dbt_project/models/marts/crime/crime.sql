{{ topic_mart(
    'crime',
    columns=[
        'said.offence', 'said.topic_measure as measure', 'said.period', 'said.financial_year', 'said.as_at',
        'said.comparator',
    ],
    key=['said.offence', 'said.topic_measure', 'said.period', 'said.as_at', 'said.comparator'],
) }}
