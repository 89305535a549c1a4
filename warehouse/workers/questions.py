"""What is a question: one statement that only reads, as DuckDB's own parser sees it, also below an EXPLAIN."""

from __future__ import annotations

import re

import duckdb

from warehouse.errors import QueryError

SELECT, EXPLAIN, CREATE = duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.CREATE
GAP = r"(?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r]|/\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/)"
OPTION = rf"{GAP}*(?:analyze|format{GAP}+\w+){GAP}*"
EXPLAINED = re.compile(
    rf"{GAP}*explain(?:{GAP}+analyze(?![\w$])|{GAP}*\({OPTION}(?:,{OPTION})*\))?(?P<rest>(?:{GAP}|\().*)",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
"""EXPLAIN with its options, and what is explained; comments within comments are not taken."""
NO_QUESTION = (
    "The warehouse only answers questions, one at a time (SELECT, FROM, WITH, SHOW, DESCRIBE, PIVOT, EXPLAIN): "
    "to change data, load papers; to keep an answer, write it to a file with -o."
)


def require_question(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raise QueryError for what is no question, or where that is not certain."""
    statements = connection.extract_statements(sql)
    if len(statements) == 1 and statements[0].type == EXPLAIN:
        found = EXPLAINED.fullmatch(sql)
        if found is None:
            raise QueryError(NO_QUESTION)
        statements = connection.extract_statements(found["rest"])
        if len(statements) != 1:
            raise QueryError(NO_QUESTION)
    worded = any(one.query.strip() for one in statements)
    kinds = [one.type for one in statements]
    helpers = kinds[:-1]
    # A pivot comes without words, after statements of its own that make the types that it needs.
    if kinds[-1:] != [SELECT] or (helpers and (worded or set(helpers) != {CREATE})):
        raise QueryError(NO_QUESTION)


def error_headline(error: BaseException) -> str:
    """The sentence of a database error, without the query and the caret below it."""
    words = str(error).split("\n\nLINE ")[0].split("\nLINE ")[0]
    return " ".join(words.split())
