"""What is still to be paid, or was paid too much: awards against dues, in one statement, whatever the size of the county."""

from __future__ import annotations

from datetime import date

from django.db import connection

from doudi.foundation.access import Viewer, in_scope
from doudi.payments.domain.plan import Key, OpenMonth
from doudi.payments.models import PaymentRun
from doudi.registry.models import Household
from doudi.units.area import scope
from doudi.units.dates import Month

#: One award a month, the one given last; what is paid once stands for itself.
_SQL = """
WITH award AS (
    SELECT id, area_code, household_id, COALESCE(person_id, 0) AS person_id, programme, period, amount_fen, parts,
        CASE period WHEN 'once' THEN id ELSE 0 END AS occasion,
        GREATEST(from_month, (paid_through + interval '1 month')::date) AS first,
        LEAST(CASE period WHEN 'once' THEN from_month ELSE until_month END, %(month)s) AS last,
        from_month, until_month
    FROM casework_award
    WHERE area_code >= %(area_from)s AND area_code < %(area_to)s
        AND outcome = 'money' AND amount_fen IS NOT NULL AND from_month <= %(month)s
        AND (%(programmes)s::text[] IS NULL OR programme = ANY (%(programmes)s))
        AND (%(household)s::bigint IS NULL OR household_id = %(household)s)
), given AS (
    SELECT DISTINCT ON (household_id, person_id, programme, occasion, month) award.*, month::date AS month
    FROM award CROSS JOIN LATERAL generate_series(first, last, interval '1 month') AS month
    WHERE (period <> 'once' OR until_month IS NULL OR until_month >= from_month)
        AND (period <> 'year' OR EXTRACT(month FROM month) = EXTRACT(month FROM from_month))
    ORDER BY household_id, person_id, programme, occasion, month, id DESC
), target AS (
    SELECT given.*, COALESCE(part.key, 'main') AS component, COALESCE(part.value::bigint, amount_fen) AS fen
    FROM given LEFT JOIN LATERAL jsonb_each_text(NULLIF(parts, '{}')) AS part ON true
), posted AS (
    SELECT household_id, COALESCE(person_id, 0) AS person_id, programme, component, occasion, month,
        SUM(amount_fen) AS fen, MAX(seq) + 1 AS seq, MAX(award_id) AS award_id
    FROM payments_due
    WHERE household_id IN (SELECT household_id FROM award)
        AND (%(programmes)s::text[] IS NULL OR programme = ANY (%(programmes)s))
    GROUP BY 1, 2, 3, 4, 5, 6
), place AS (SELECT DISTINCT ON (household_id) household_id, area_code FROM award ORDER BY household_id, id DESC)
SELECT place.area_code, household_id, person_id, programme, component, occasion, month,
    COALESCE(target.id, posted.award_id), COALESCE(target.fen, 0), COALESCE(posted.fen, 0), COALESCE(posted.seq, 0)
FROM target FULL JOIN posted USING (household_id, person_id, programme, component, occasion, month)
    JOIN place USING (household_id)
WHERE COALESCE(target.fen, 0) <> COALESCE(posted.fen, 0) OR month >= %(before)s
"""


def read_open_months(viewer: Viewer, run: PaymentRun, area_code: str) -> list[OpenMonth]:
    """Of the awards of an area; dues that were posted while a family lived elsewhere count too."""
    lo, hi = scope(area_code)
    month = Month.from_date(run.month)
    return _read(viewer, month, (month - 1).first_day, lo, hi, programmes=run.programmes or None)


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
    programmes: list[str] | None = None,
    household: int | None = None,
) -> list[OpenMonth]:
    in_scope(viewer, PaymentRun.objects.none())
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "month": month.first_day,
                "before": before,
                "area_from": lo,
                "area_to": hi,
                "programmes": programmes,
                "household": household,
            },
        )
        return [
            OpenMonth(Key(*row[:6]), Month.from_date(row[6]).index, *map(int, row[7:]))
            for row in cursor.fetchall()
        ]
