{{ topic_mart(
    'funding',
    columns=['said.financial_year', 'said.topic_measure as measure', 'said.period'],
    key=['said.financial_year', 'said.topic_measure', 'said.qualifier'],
) }}
