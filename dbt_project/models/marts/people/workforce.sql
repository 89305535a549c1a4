{{ topic_mart(
    'workforce',
    columns=[
        'said.role', 'said.topic_measure as measure', 'said.financial_year', 'said.as_at', 'said.as_at_inferred',
    ],
    key=['said.role', 'said.topic_measure', 'said.financial_year', 'said.as_at', 'said.qualifier'],
) }}
