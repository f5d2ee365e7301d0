"""Facts of one chunk, with the people, households or supporters that they are of. What says nothing new is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import pyarrow as pa

from doudi.foundation.keys import keyring
from doudi.registry.imports import bulk
from doudi.registry.services.persons import IDENTITY

# By number; or, without one, by household and name. Names guard against a number of somebody else's.
_FOUND = """
SELECT i.row, p.id AS person_id, coalesce(h.id, m.household_id) AS household_id, NULL::bigint AS supporter_id,
    coalesce(p.area_code, h.area_code) AS person_area, coalesce(h.area_code, m.area_code) AS household_area,
    false AS is_new, false AS household_is_new,
    CASE
        WHEN i.identity_index IS NOT NULL AND p.id IS NULL THEN 'unknown_person'
        WHEN i.household_number <> '' AND h.id IS NULL THEN 'unknown_household'
        WHEN i.identity_index IS NULL AND i.name <> '' AND q.people > 1 THEN 'ambiguous_name'
        WHEN i.identity_index IS NULL AND i.name <> '' AND p.id IS NULL THEN 'no_member'
        WHEN i.name <> '' AND p.name <> i.name THEN 'name_differs'
        WHEN h.id IS NOT NULL AND m.household_id <> h.id THEN 'person_in_household'
    END AS problem
FROM incoming i
LEFT JOIN registry_household h ON i.household_number <> '' AND h.number = i.household_number
LEFT JOIN LATERAL (
    SELECT min(p.id) AS id, count(*) AS people FROM (
        SELECT p.id FROM registry_person p WHERE p.identity_index = i.identity_index AND p.state <> 'merged'
        UNION ALL
        SELECT p.id FROM registry_membership o JOIN registry_person p ON p.id = o.person_id
        WHERE i.identity_index IS NULL AND i.name <> '' AND o.household_id = h.id AND o.valid_to IS NULL AND p.name = i.name
    ) p
) q ON true
LEFT JOIN registry_person p ON p.id = q.id
LEFT JOIN registry_membership m ON m.person_id = p.id AND m.valid_to IS NULL
"""

_OF_ONE = """
SELECT f.at, f.name, f.item, f.value, f.option, f.period_from, f.period_to, f.valid_from, f.valid_to, t.is_new,
    CASE f.subject WHEN 'person' THEN t.person_id END AS person_id, NULL::bigint AS household_id,
    CASE f.subject WHEN 'supporter' THEN t.supporter_id END AS supporter_id,
    CASE f.subject WHEN 'person' THEN t.person_area ELSE t.household_area END AS area_code
FROM incoming_fact f JOIN target t USING (row)
WHERE f.subject <> 'household' AND CASE f.subject WHEN 'person' THEN t.person_id ELSE t.supporter_id END IS NOT NULL
"""

# Of a household several rows may say the same thing: it is said once.
_OF_HOUSEHOLDS = """
SELECT DISTINCT ON (t.household_id, f.name, f.item, f.period_from, f.period_to, f.valid_from)
    f.at, f.name, f.item, f.value, f.option, f.period_from, f.period_to, f.valid_from, f.valid_to, t.household_is_new,
    NULL::bigint, t.household_id, NULL::bigint, t.household_area
FROM incoming_fact f JOIN target t USING (row)
WHERE f.subject = 'household' AND t.household_id IS NOT NULL
ORDER BY t.household_id, f.name, f.item, f.period_from, f.period_to, f.valid_from, f.at
"""

# Nothing new: the last word on it is the same and goes on, or this very source has said it before. A list that is complete says
# once more what can run out: else, learnt later, it would seem not to name whom it names.
_NEWS = """
SELECT s.* FROM said s WHERE s.{subject}_id IS NOT NULL AND (s.is_new OR NOT EXISTS (
    SELECT 1 FROM (
        SELECT x.value, x.option, x.valid_from, x.valid_to, e.learnt_on,
            row_number() OVER (ORDER BY e.learnt_on DESC, x.id DESC) AS place
        FROM registry_fact x JOIN registry_evidence e ON e.id = x.evidence_id
        WHERE x.{subject}_id = s.{subject}_id AND x.name = s.name AND x.item = s.item
            AND x.period_from IS NOT DISTINCT FROM s.period_from AND x.period_to IS NOT DISTINCT FROM s.period_to
    ) x
    WHERE x.value IS NOT DISTINCT FROM s.value AND x.option IS NOT DISTINCT FROM s.option AND (
        (x.place = 1 AND (x.learnt_on >= %(learnt_on)s OR NOT s.name = ANY(%(covered)s) OR (s.period_to IS NULL AND s.valid_to IS NULL))
            AND x.valid_to IS NOT DISTINCT FROM s.valid_to AND (x.valid_from IS NULL OR x.valid_from <= s.valid_from
            OR (s.valid_from IS NULL AND x.valid_from IS NULL)))
        OR (x.learnt_on = %(learnt_on)s AND x.valid_from IS NOT DISTINCT FROM s.valid_from
            AND x.valid_to IS NOT DISTINCT FROM s.valid_to))))
"""

_INSERT = """
INSERT INTO registry_fact (area_code, household_id, person_id, supporter_id, name, item, value, option,
    period_from, period_to, valid_from, valid_to, evidence_id)
SELECT area_code, household_id, person_id, supporter_id, name, item, value, option,
    period_from, period_to, valid_from, valid_to, %(evidence)s
FROM news ORDER BY at
"""

_SUBJECTS = ("person", "household", "supporter")


def compare(rows: pa.Table) -> dict[str, int]:
    """Find the people and households of a chunk: the temporary table `found`; returns how many rows are in conflict."""
    numbers = rows.column("identity").to_pylist()
    indexes = iter(keyring().blind_indexes([n for n in numbers if n], IDENTITY))
    table = rows.select(["row", "household_number", "name"]).append_column(
        "identity_index", bulk.binary([next(indexes) if n else None for n in numbers])
    )
    bulk.load("incoming", table)
    bulk.create("found", _FOUND)
    return {"conflicts": bulk.fetch("SELECT count(*) FROM found WHERE problem IS NOT NULL")[0][0]}


def compare_facts(
    facts: pa.Table, target: str, learnt_on: dt.date, covered: Iterable[str]
) -> dict[str, int]:
    """Which facts are news: the temporary table `news`. `target`: a query for each row's person, household, supporter.

    `covered`: facts of which the file says that whoever is not on it has none.
    """
    bulk.load("incoming_fact", facts)
    bulk.create("target", target)
    bulk.create("said", f"{_OF_ONE} UNION ALL ({_OF_HOUSEHOLDS})")  # both stand above
    parts = [_NEWS.replace("{subject}", subject) for subject in _SUBJECTS]
    bulk.create(
        "news", " UNION ALL ".join(parts), {"learnt_on": learnt_on, "covered": list(covered)}
    )
    said, news = bulk.fetch("SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM news)")[0]
    return {"facts_new": news, "facts_same": said - news}


def write_facts(evidence: Callable[[], int]) -> int:
    """Add what `compare_facts` found to be news."""
    if not bulk.fetch("SELECT 1 FROM news LIMIT 1"):
        return 0
    return bulk.run(_INSERT, {"evidence": evidence()})


FOUND_TARGET = "SELECT * FROM found WHERE problem IS NULL"
# In the preview nobody new has an id yet: their rows' numbers, below zero, stand in for it.
PEOPLE_FOUND = """
SELECT row, coalesce(person_id, -row) AS person_id,
    coalesce(household_id, -min(row) OVER (PARTITION BY household_number)) AS household_id, NULL::bigint AS supporter_id,
    area_code AS person_area, area_code AS household_area, person_id IS NULL AS is_new,
    household_id IS NULL AS household_is_new
FROM found WHERE problem IS NULL
"""
PEOPLE_WRITTEN = """
SELECT row, person AS person_id, household AS household_id, NULL::bigint AS supporter_id, area_code AS person_area,
    area_code AS household_area, is_new, household_id IS NULL AS household_is_new
FROM members
"""
