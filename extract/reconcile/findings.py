"""What arithmetic says of a table, in words that a finance officer understands.

Every identity becomes a finding, balancing or not. Where one changed number would mend several
identities that break, the finding names it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from extract.model import Figure, Finding
from extract.reconcile.identities import Identity, Key
from extract.reconcile.select import ReconciledTable


def finding_id(kind: str, figure_ids: Iterable[str]) -> str:
    """The stable id of a finding: from its kind and its figures."""
    return hashlib.sha256(":".join([kind, *figure_ids]).encode()).hexdigest()[:20]


def amount(value: Decimal, unit: str) -> str:
    """A value as a finance officer writes it: `£2,077,000`, `-£5,000`, `49.73 %`."""
    if unit == "GBP":
        sign = "-" if value < 0 else ""
        return f"{sign}£{abs(value):,.0f}"
    shown = f"{round(value, 2).normalize():f}"
    return f"{shown} %" if unit == "percent" else f"{shown} {unit}"


def name_of(figure: Figure) -> str:
    """A figure's line and column as printed."""
    line = figure.line or "the unlabelled total"
    return f"'{line}', {figure.column_header or figure.measure}"


def table_findings(reconciled: ReconciledTable, figures: Sequence[Figure]) -> list[Finding]:
    """A finding for each identity of a reconciled table whose figures are all published."""
    by_key = _by_key(reconciled, figures)
    suspects = _suspects(reconciled)
    found: dict[str, Finding] = {}
    for identity in reconciled.identities:
        if not by_key.keys() >= set(identity.keys):
            continue
        finding = _finding(identity, reconciled, by_key, suspects)
        found.setdefault(finding.finding_id, finding)
    return list(found.values())


def _by_key(reconciled: ReconciledTable, figures: Sequence[Figure]) -> dict[Key, Figure]:
    rows = {line.row_no: i for i, line in enumerate(reconciled.reading.lines)}
    return {(rows[f.row_no], f.column_no - 1): f for f in figures if f.row_no in rows and f.column_no is not None}


def _finding(
    identity: Identity,
    reconciled: ReconciledTable,
    by_key: Mapping[Key, Figure],
    suspects: Mapping[Identity, tuple[Key, Decimal]],
) -> Finding:
    amounts = reconciled.amounts
    balances = identity.balances(amounts)
    right = identity.right(amounts)
    difference = identity.difference(amounts)
    result = by_key[identity.result]
    money = all(by_key[key].unit == "GBP" for key in identity.keys) and not identity.ratio
    stake = abs(difference) if money else None
    if identity.ratio:
        whole = amounts[identity.terms[1][1]].value
        stake = abs(difference * whole / 100) if by_key[identity.terms[1][1]].unit == "GBP" else None
    words = _words(identity, by_key, right, difference, balances)
    if identity in suspects:
        key, change = suspects[identity]
        words += (
            f" Reading {name_of(by_key[key])} as {amount(amounts[key].value + change, by_key[key].unit)}"
            f" instead of {amount(amounts[key].value, by_key[key].unit)} would mend every sum that it breaks."
        )
    ids = tuple(by_key[key].figure_id for key in identity.keys)
    return Finding(
        finding_id=finding_id(identity.kind, ids),
        kind=identity.kind,
        status="balances" if balances else "contradiction",
        paper_ids=(result.paper_id,),
        description=words,
        left_value=amounts[identity.result].value,
        right_value=right,
        difference=difference,
        tolerance=identity.tolerance(amounts),
        amount_at_stake_gbp=Decimal(0) if balances else stake,
        figure_ids=ids,
    )


def _words(
    identity: Identity, by_key: Mapping[Key, Figure], right: Decimal, difference: Decimal, balances: bool
) -> str:
    result = by_key[identity.result]
    terms = [by_key[key] for _, key in identity.terms]
    unit = result.unit
    where = f"Table {result.table_no}" + (f" ({result.table_title})" if result.table_title else "")
    line = f"'{result.line}'" if result.line else "the unlabelled total"
    column = result.column_header or result.measure
    given, printed = amount(right, unit), amount(result.value, unit)
    if identity.kind == "column_sum":
        lines = "the line that it sums gives" if len(terms) == 1 else f"the {len(terms)} lines that it sums add up to"
        said = f"{line}, {column}: {lines} {given}, the table prints {printed}"
    elif identity.kind == "variance":
        parts = " and ".join(f"{term.measure.replace('_', ' ')} {amount(term.value, unit)}" for term in terms)
        said = f"{line}: {parts} give a variance of {given} as the table runs, it prints {result.published_text}"
    elif identity.kind == "percentage":
        part, whole = (amount(term.value, term.unit) for term in terms)
        said = f"{line}, {column}: {part} is {right:.2f} % of {whole}, the table prints {result.published_text}"
    else:
        parts = " and ".join(f"{term.column_header or term.measure} {amount(term.value, unit)}" for term in terms)
        said = f"{line}: {parts} give {given}, {column} prints {printed}"
    ending = "." if balances else f": a difference of {amount(abs(difference), unit)}."
    return f"{where}: {said}{ending}"


def _suspects(reconciled: ReconciledTable) -> dict[Identity, tuple[Key, Decimal]]:
    """For identities that break, the one figure whose change by one amount mends all that it breaks."""
    amounts = reconciled.amounts
    wanted: dict[Key, list[tuple[Identity, Decimal]]] = defaultdict(list)
    for identity in reconciled.identities:
        if identity.ratio or identity.balances(amounts):
            continue
        difference = identity.difference(amounts)
        wanted[identity.result].append((identity, -difference))
        for sign, key in identity.terms:
            wanted[key].append((identity, difference * sign))
    found: dict[Identity, tuple[Key, Decimal]] = {}
    for key, changes in sorted(wanted.items(), key=lambda item: -len(item[1])):
        if len(changes) < 2:
            continue
        slack = max(identity.tolerance(amounts) for identity, _ in changes)
        first = min((change for _, change in changes), key=abs)
        if all(abs(change - first) <= 2 * slack for _, change in changes):
            for identity, _ in changes:
                found.setdefault(identity, (key, first))
    return found
