"""What is still to be paid, or was paid too much: awards against dues, in one statement, whatever the size of the county."""

from __future__ import annotations

from datetime import date

from django.db import connection

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.plan import QUARTER, Key, OpenMonth
from doudi.payments.models import PaymentRun
from doudi.registry.models import Household, Person
from doudi.units.area import scope
from doudi.units.dates import Month

#: A person is one beneficiary wherever the award was given and under whichever file; a household's money is `whose` it is.
#: Each beneficiary is worked out where its newest award lies. One award a month, the one given last; what is paid once stands
#: for itself. What buys care (an agreement) is no more than the hours that were confirmed; until then it is what the award gives.
_SQL = """
WITH same AS MATERIALIZED (SELECT * FROM unnest(%(merged)s::bigint[], %(kept)s::bigint[]) AS merged (id, kept)),
here AS MATERIALIZED (
    SELECT a.id, COALESCE(same.kept, a.person_id) AS person_id FROM casework_award AS a LEFT JOIN same ON same.id = a.person_id
    WHERE a.area_code >= %(area_from)s AND a.area_code < %(area_to)s AND a.outcome = 'money'
        AND (%(household)s::bigint IS NULL OR a.household_id = %(household)s)
), elsewhere AS (
    SELECT a.id FROM casework_award AS a
    WHERE NOT (a.area_code >= %(area_from)s AND a.area_code < %(area_to)s) AND (
        a.person_id IN (SELECT person_id FROM here) OR a.person_id IN (SELECT same.id FROM same JOIN here ON here.person_id = same.kept))
), award AS MATERIALIZED (
    SELECT a.id, a.area_code, a.household_id, CASE WHEN a.person_id IS NULL THEN a.household_id ELSE 0 END AS whose,
        COALESCE(same.kept, a.person_id, 0) AS person_id, a.programme, a.period, a.amount_fen, a.parts,
        CASE a.period WHEN 'once' THEN a.id ELSE 0 END AS occasion,
        GREATEST(a.from_month, (a.paid_through + interval '1 month')::date) AS first,
        LEAST(CASE a.period WHEN 'once' THEN a.from_month ELSE a.until_month END, %(horizon)s) AS last,
        a.from_month, a.until_month, COALESCE(decision."on" - DATE '0001-01-01' + 1, 0) AS decided
    FROM casework_award AS a LEFT JOIN same ON same.id = a.person_id LEFT JOIN casework_decision AS decision ON decision.id = a.given_by_id
    WHERE (a.id IN (SELECT id FROM here) OR a.id IN (SELECT id FROM elsewhere))
        AND a.outcome = 'money' AND a.amount_fen IS NOT NULL AND a.from_month <= %(horizon)s
), given AS (
    SELECT DISTINCT ON (whose, person_id, programme, occasion, month) award.*, month::date AS month
    FROM award CROSS JOIN LATERAL generate_series(first, last, interval '1 month') AS month
    WHERE (period <> 'once' OR until_month IS NULL OR until_month >= from_month)
        AND (period <> 'year' OR EXTRACT(month FROM month) = EXTRACT(month FROM from_month))
    ORDER BY whose, person_id, programme, occasion, month, id DESC
), bought AS MATERIALIZED (
    SELECT agreement.id, COALESCE(same.kept, agreement.person_id) AS person_id, agreement.programme, agreement.component,
        agreement.first_month, agreement.last_month
    FROM payments_careagreement AS agreement LEFT JOIN same ON same.id = agreement.person_id
), target AS (
    SELECT given.*, COALESCE(part.key, 'main') AS component,
        LEAST(COALESCE(part.value::bigint, given.amount_fen), care.confirmed_hours * care.hour_fen) AS fen,
        CASE WHEN bought.id IS NULL THEN 0 WHEN care.confirmed_hours IS NULL THEN 1 ELSE 2 END AS bought
    FROM given LEFT JOIN LATERAL jsonb_each_text(NULLIF(parts, '{}')) AS part ON true
        LEFT JOIN bought ON bought.person_id = given.person_id AND bought.programme = given.programme AND bought.component = part.key
            AND given.month BETWEEN bought.first_month AND COALESCE(bought.last_month, given.month)
        LEFT JOIN payments_caremonth AS care ON care.agreement_id = bought.id AND care.month = given.month
), due AS (
    SELECT household_id AS whose, 0::bigint AS person_id, household_id, programme, component, occasion, month, amount_fen, seq, award_id
    FROM payments_due WHERE person_id IS NULL AND household_id IN (SELECT whose FROM award WHERE person_id = 0)
    UNION ALL
    SELECT 0, COALESCE(same.kept, person_id), household_id, programme, component, occasion, month, amount_fen, seq, award_id
    FROM payments_due LEFT JOIN same ON same.id = person_id
    WHERE person_id IN (SELECT person_id FROM award WHERE person_id <> 0 UNION ALL SELECT id FROM same)
        AND COALESCE(same.kept, person_id) IN (SELECT person_id FROM award WHERE person_id <> 0)
), posted AS (
    SELECT whose, person_id, programme, component, occasion, month,
        SUM(amount_fen) AS fen, MAX(seq) + 1 AS seq, MAX(award_id) AS award_id, MAX(household_id) AS household_id
    FROM due
    GROUP BY 1, 2, 3, 4, 5, 6
), place AS (SELECT DISTINCT ON (whose, person_id) whose, person_id, area_code FROM award ORDER BY whose, person_id, id DESC)
SELECT place.area_code, COALESCE(target.household_id, posted.household_id), person_id, programme, component, occasion, month,
    COALESCE(target.id, posted.award_id), COALESCE(target.fen, 0), COALESCE(posted.fen, 0), COALESCE(posted.seq, 0),
    COALESCE(target.decided, 0), COALESCE(target.period = 'year', false), COALESCE(target.bought, 0)
FROM target FULL JOIN posted USING (whose, person_id, programme, component, occasion, month)
    JOIN place USING (whose, person_id)
WHERE (COALESCE(target.fen, 0) <> COALESCE(posted.fen, 0) OR month >= %(before)s)
    AND (month <= %(month)s OR %(ahead)s OR COALESCE(target.fen, 0) < COALESCE(posted.fen, 0))
    AND place.area_code >= %(area_from)s AND place.area_code < %(area_to)s
"""


def read_open_months(
    viewer: Viewer, run: PaymentRun, area_code: str, *, ahead: bool = False
) -> list[OpenMonth]:
    """Of the beneficiaries of an area, all programmes; dues that were posted while a family lived elsewhere count too.

    `ahead`: to the end of the quarter.
    """
    lo, hi = scope(area_code)
    month = Month.from_date(run.month)
    return _read(viewer, month, (month - 1).first_day, lo, hi, ahead=ahead)


def read_months_of(viewer: Viewer, household: Household, month: Month) -> list[OpenMonth]:
    """Every month of one household up to this one, settled or not."""
    lo, hi = viewer.area_from, viewer.area_to
    return _read(viewer, month, date.min, lo, hi, household=household.pk)


def _read(
    viewer: Viewer,
    month: Month,
    before: date,
    lo: str,
    hi: str,
    *,
    household: int | None = None,
    ahead: bool = False,
) -> list[OpenMonth]:
    merged = files_merged(viewer)
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "month": month.first_day,
                # What is paid ahead of a quarter's later months is given, not too much.
                "horizon": (month + (QUARTER - 1 - month.index % QUARTER)).first_day,
                "ahead": ahead,
                "before": before,
                "area_from": lo,
                "area_to": hi,
                "household": household,
                "merged": list(merged),
                "kept": list(merged.values()),
            },
        )
        return [
            OpenMonth(Key(*row[:6]), Month.from_date(row[6]).index, *map(int, row[7:]))
            for row in cursor.fetchall()
        ]


def files_merged(viewer: Viewer) -> dict[int, int]:
    """File of a person that was merged into another → the one that is kept."""
    rows = in_scope(viewer, Person.objects.filter(merged_into__isnull=False))
    into = dict(rows.values_list("pk", "merged_into_id"))
    kept: dict[int, int] = {}
    for file in into:
        last = into[file]
        while last in into:
            last = into[last]
        kept[file] = last
    return kept
