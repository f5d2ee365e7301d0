"""Households and persons of one chunk: set against the register, then written, each step one statement for all rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from doudi.foundation.keys import keyring
from doudi.registry.imports import bulk
from doudi.registry.services.households import MOST_MEMBERS
from doudi.registry.services.persons import IDENTITY, PHONE

_SENT = [
    "row",
    "household_number",
    "area_code",
    "address",
    "residence_class",
    "household_from",
    "complete",
    "supporters_complete",
    "name",
    "initials",
    "identity_kind",
    "identity_state",
    "identity_reason",
    "identity_shown",
    "sex",
    "birth_date",
    "hukou_area",
    "phone_shown",
    "died_on",
    "is_deceased",
    "relation",
    "position",
    "joined_on",
]

# A person without a number is known by household, name and birth; with one, by the number alone.
_FOUND = """
SELECT i.row, i.household_number, i.area_code, i.position, h.id AS household_id,
    CASE
        WHEN h.id IS NULL AND i.household_number IN (
            SELECT doudi_taken_households((SELECT array_agg(DISTINCT household_number) FROM incoming))) THEN 'household_elsewhere'
        WHEN h.area_code <> i.area_code THEN 'household_moved'
        WHEN h.state <> 'active' THEN 'household_closed'
        WHEN p.id IS NULL AND i.identity_index IN (
            SELECT doudi_taken_identities((SELECT array_agg(identity_index) FROM incoming))) THEN 'person_elsewhere'
        WHEN m.household_id <> coalesce(h.id, -1) THEN 'person_in_household'
        WHEN p.state = 'departed' THEN 'person_departed'
        WHEN p.name <> i.name THEN 'name_differs'
        WHEN p.sex <> '' AND i.sex <> '' AND p.sex <> i.sex THEN 'sex_differs'
        WHEN p.birth_date <> i.birth_date THEN 'birth_differs'
        WHEN m.relation <> i.relation THEN 'relation_differs'
        WHEN i.relation = 'head' AND m.id IS NULL AND EXISTS (
            SELECT 1 FROM registry_membership o
            WHERE o.household_id = h.id AND o.valid_to IS NULL AND o.relation = 'head') THEN 'has_head'
    END AS problem,
    p.id AS person_id, p.area_code AS person_area, m.id AS membership_id,
    (p.sex = '' AND i.sex <> '') OR (p.birth_date IS NULL AND i.birth_date IS NOT NULL)
        OR (i.hukou_area <> '' AND p.hukou_area <> i.hukou_area)
        OR (i.phone_index IS NOT NULL AND p.phone_index IS DISTINCT FROM i.phone_index)
        OR (i.is_deceased AND p.is_deceased IS DISTINCT FROM true)
        OR (i.died_on IS NOT NULL AND p.died_on IS NULL)
        OR (i.is_deceased = false AND p.is_deceased IS NULL) AS person_changes,
    i.phone_index IS NOT NULL AND p.phone_index IS DISTINCT FROM i.phone_index AS phone_changes,
    (i.address <> '' AND h.address <> i.address)
        OR (i.residence_class <> '' AND h.residence_class <> i.residence_class)
        OR (i.household_from IS NOT NULL AND h.valid_from IS NULL) AS household_changes
FROM incoming i
LEFT JOIN registry_household h ON h.number = i.household_number
LEFT JOIN LATERAL (
    SELECT p.* FROM registry_person p WHERE p.identity_index = i.identity_index AND p.state <> 'merged'
    UNION ALL
    SELECT p.* FROM registry_membership o JOIN registry_person p ON p.id = o.person_id
    WHERE i.identity_index IS NULL AND o.household_id = h.id AND o.valid_to IS NULL AND p.identity_index IS NULL
        AND p.name = i.name AND p.birth_date IS NOT DISTINCT FROM i.birth_date
    LIMIT 1
) p ON true
LEFT JOIN registry_membership m ON m.person_id = p.id AND m.valid_to IS NULL
"""

_CROWDED = """
UPDATE found SET problem = 'too_many' WHERE problem IS NULL AND membership_id IS NULL AND household_id IN (
    SELECT household_id FROM found WHERE problem IS NULL AND membership_id IS NULL AND household_id IS NOT NULL
    GROUP BY household_id HAVING count(*) + (
        SELECT count(*) FROM registry_membership o WHERE o.household_id = found.household_id AND o.valid_to IS NULL) > %(most)s)
"""

_COUNTS = """
SELECT count(*) FILTER (WHERE problem IS NULL AND person_id IS NULL) AS persons_new,
    count(*) FILTER (WHERE problem IS NULL AND person_id IS NOT NULL AND person_changes) AS persons_changed,
    count(*) FILTER (WHERE problem IS NULL AND person_id IS NOT NULL AND person_changes IS NOT TRUE) AS persons_same,
    count(DISTINCT household_number) FILTER (WHERE problem IS NULL AND household_id IS NULL) AS households_new,
    count(DISTINCT household_number) FILTER (WHERE problem IS NULL AND household_changes) AS households_changed,
    count(*) FILTER (WHERE problem IS NULL AND person_id IS NOT NULL AND membership_id IS NULL) AS persons_joining,
    count(*) FILTER (WHERE problem IS NOT NULL) AS conflicts
FROM found
"""

_NEW_HOUSEHOLDS = """
SELECT nextval(pg_get_serial_sequence('registry_household', 'id')) AS id, x.* FROM (
    SELECT household_number, min(area_code) AS area_code,
        coalesce((array_agg(address ORDER BY row) FILTER (WHERE address <> ''))[1], '') AS address,
        coalesce((array_agg(residence_class ORDER BY row) FILTER (WHERE residence_class <> ''))[1], '') AS residence_class,
        min(household_from) AS valid_from,
        CASE WHEN bool_and(complete AND problem IS NULL) THEN true END AS complete,
        CASE WHEN bool_and(supporters_complete) THEN true END AS supporters_complete
    FROM found JOIN incoming USING (row, household_number, area_code, position) WHERE household_id IS NULL
    GROUP BY household_number HAVING bool_or(problem IS NULL) ORDER BY min(row)) x
"""

_INSERT_HOUSEHOLDS = """
INSERT INTO registry_household
    (id, area_code, number, address, residence_class, state, valid_from, members_are_complete,
        supporters_are_complete, version)
SELECT id, area_code, household_number, address, residence_class, 'active', valid_from, complete, supporters_complete, 1
FROM new_household ORDER BY id
"""

_CHANGE_HOUSEHOLDS = """
UPDATE registry_household h SET
    address = coalesce(x.address, h.address), residence_class = coalesce(x.residence_class, h.residence_class),
    valid_from = coalesce(h.valid_from, x.valid_from), version = h.version + 1
FROM (
    SELECT household_id, (array_agg(address ORDER BY row) FILTER (WHERE address <> ''))[1] AS address,
        (array_agg(residence_class ORDER BY row) FILTER (WHERE residence_class <> ''))[1] AS residence_class,
        min(household_from) AS valid_from
    FROM found JOIN incoming USING (row) WHERE problem IS NULL AND household_changes GROUP BY household_id
) x WHERE h.id = x.household_id AND (
    (x.address IS NOT NULL AND x.address <> h.address)
    OR (x.residence_class IS NOT NULL AND x.residence_class <> h.residence_class)
    OR (x.valid_from IS NOT NULL AND h.valid_from IS NULL))
"""

_MEMBERS = """
SELECT f.row, coalesce(f.household_id, n.id) AS household,
    coalesce(f.person_id, nextval(pg_get_serial_sequence('registry_person', 'id'))) AS person,
    f.person_id IS NULL AS is_new, f.household_id, f.membership_id, f.person_area, f.area_code, f.position,
    f.person_changes, f.phone_changes
FROM found f LEFT JOIN new_household n ON f.household_id IS NULL AND n.household_number = f.household_number
WHERE f.problem IS NULL
"""

# Which of the following steps there is anything to do for: on a first import most are none.
_KINDS = """
SELECT coalesce(bool_or(membership_id IS NULL AND household_id IS NOT NULL), false),
    coalesce(bool_or(household_id IS NOT NULL), false),
    coalesce(bool_or(NOT is_new AND person_changes), false),
    coalesce(bool_or(is_deceased AND (is_new OR person_changes)), false)
FROM members JOIN incoming USING (row)
"""

_INSERT_PERSONS = """
INSERT INTO registry_person
    (id, area_code, name, name_initials, identity_kind, identity_state, identity_reason, identity_cipher, identity_index,
     identity_shown, sex, birth_date, hukou_area, phone_cipher, phone_index, phone_shown, died_on, death_evidence_id,
     is_deceased, state, version)
SELECT m.person, i.area_code, name, initials, identity_kind, identity_state, identity_reason, s.identity_cipher, identity_index,
    identity_shown, sex, birth_date, hukou_area, s.phone_cipher, phone_index, phone_shown, died_on,
    CASE WHEN is_deceased THEN %(evidence)s::bigint END, is_deceased, 'active', 1
FROM members m JOIN incoming i USING (row) JOIN sealed s USING (row) WHERE m.is_new
"""

_CHANGE_PERSONS = """
UPDATE registry_person p SET
    sex = CASE WHEN p.sex = '' THEN i.sex ELSE p.sex END,
    birth_date = coalesce(p.birth_date, i.birth_date),
    hukou_area = CASE WHEN i.hukou_area <> '' THEN i.hukou_area ELSE p.hukou_area END,
    phone_cipher = CASE WHEN m.phone_changes THEN s.phone_cipher ELSE p.phone_cipher END,
    phone_index = CASE WHEN m.phone_changes THEN i.phone_index ELSE p.phone_index END,
    phone_shown = CASE WHEN m.phone_changes THEN i.phone_shown ELSE p.phone_shown END,
    is_deceased = CASE WHEN i.is_deceased THEN true ELSE coalesce(p.is_deceased, i.is_deceased) END,
    died_on = coalesce(p.died_on, i.died_on),
    death_evidence_id = CASE WHEN i.is_deceased THEN coalesce(p.death_evidence_id, %(evidence)s::bigint)
        ELSE p.death_evidence_id END,
    version = p.version + 1
FROM members m JOIN incoming i USING (row) LEFT JOIN sealed s USING (row)
WHERE p.id = m.person AND NOT m.is_new AND m.person_changes
"""

_INSERT_MEMBERSHIPS = """
INSERT INTO registry_membership (area_code, household_id, person_id, relation, position, valid_from)
SELECT m.area_code, m.household, m.person, i.relation, m.position, i.joined_on
FROM members m JOIN incoming i USING (row) WHERE m.membership_id IS NULL
"""

_GROWN_HOUSEHOLDS = """
UPDATE registry_household h SET version = h.version + 1 FROM (
    SELECT DISTINCT household FROM members WHERE membership_id IS NULL AND household_id IS NOT NULL
) x WHERE h.id = x.household
"""

# The file names everybody of the household, and everybody whom the register has there is in the file.
_COMPLETE_HOUSEHOLDS = """
UPDATE registry_household h SET members_are_complete = true, version = h.version + 1
FROM (
    SELECT household_id, count(*) AS people FROM found JOIN incoming USING (row) WHERE household_id IS NOT NULL
    GROUP BY household_id HAVING bool_and(complete AND problem IS NULL)
) x
WHERE h.id = x.household_id AND h.members_are_complete IS DISTINCT FROM true AND x.people = (
    SELECT count(*) FROM registry_membership o WHERE o.household_id = h.id AND o.valid_to IS NULL)
"""


def compare(rows: pa.Table) -> dict[str, int]:
    """Set a chunk against the register: the temporary table `found`, and how much of it is new, changed, in conflict."""
    numbers, phones = rows.column("identity").to_pylist(), rows.column("phone").to_pylist()
    keys = keyring()
    identity_index = _where(numbers, keys.blind_indexes([n for n in numbers if n], IDENTITY))
    phone_index = _where(phones, keys.blind_indexes([p for p in phones if p], PHONE))
    table = rows.select(_SENT)
    table = table.append_column("identity_index", bulk.binary(identity_index))
    table = table.append_column("phone_index", bulk.binary(phone_index))
    bulk.load("incoming", table)
    bulk.create("found", _FOUND)
    bulk.run(_CROWDED, {"most": MOST_MEMBERS})
    names = ("persons_new", "persons_changed", "persons_same", "households_new", "households_changed", "persons_joining", "conflicts")  # fmt: skip
    return dict(zip(names, bulk.fetch(_COUNTS)[0], strict=True))


def _where(texts: list[str], values: list[bytes]) -> list[bytes | None]:
    """The values back at the places of the texts that are not empty."""
    remaining = iter(values)
    return [next(remaining) if text else None for text in texts]


def write(rows: pa.Table, evidence: Any) -> int:
    """Write what `compare` found to be new or changed; returns how many rows of the register it touched.

    `evidence()` gives the id of the source, made when the first thing needs one.
    """
    bulk.create("new_household", _NEW_HOUSEHOLDS)
    bulk.create("members", _MEMBERS)
    _seal(rows)
    joins, is_known, changes, dies = bulk.fetch(_KINDS)[0]
    source = {"evidence": evidence() if dies else None}
    touched = bulk.run(_INSERT_HOUSEHOLDS) + bulk.run(_INSERT_PERSONS, source)
    if is_known:
        _settle_returned()
        touched += bulk.run(_CHANGE_HOUSEHOLDS)
    if changes:
        touched += bulk.run(_CHANGE_PERSONS, source)
    touched += bulk.run(_INSERT_MEMBERSHIPS)
    if joins:
        touched += bulk.run(_GROWN_HOUSEHOLDS)
    if is_known:
        touched += bulk.run(_COMPLETE_HOUSEHOLDS)
    return touched


def _settle_returned() -> None:
    """People registered before without a household now stand under the household's village, with all that is known of them."""
    from doudi.registry.services.places import settle_persons

    moved = bulk.fetch(
        "SELECT area_code, array_agg(person) FROM members"
        " WHERE NOT is_new AND membership_id IS NULL AND person_area <> area_code GROUP BY area_code"
    )
    for area_code, persons in moved:
        settle_persons(list(persons), area_code)


def _seal(rows: pa.Table) -> None:
    """Ciphers for exactly the rows that need them."""
    needed = bulk.fetch("SELECT row FROM members WHERE is_new OR phone_changes")
    wanted = np.isin(rows.column("row").to_numpy(), np.array([r for (r,) in needed], np.int32))
    some = rows.filter(pa.array(wanted))
    numbers, phones = some.column("identity").to_pylist(), some.column("phone").to_pylist()
    keys = keyring()
    table = pa.table(
        {
            "row": some.column("row"),
            "identity_cipher": bulk.binary(
                _where(numbers, keys.encrypt_many([n for n in numbers if n], IDENTITY))
            ),
            "phone_cipher": bulk.binary(
                _where(phones, keys.encrypt_many([p for p in phones if p], PHONE))
            ),
        }
    )
    bulk.load("sealed", table)
