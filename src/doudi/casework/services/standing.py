"""The standing publication (长期公布) of an award follows the award: hung when it is given, renewed when it changes, gone when it ends.

Doudi hangs it, not the officer who decides: what it shows is the mask's to say. Only a household's monthly money is published;
a programme that the mask does not list, and help for children, never is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from doudi.casework.domain.notice_mask import SHOWINGS
from doudi.casework.models import Award, Notice
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.notices import STANDING_ONLINE, post_standing, take_down
from doudi.foundation.access import acting, in_scope, system


def is_published(award: Award, on: date) -> bool:
    """Also only where the place has said for how many days."""
    showing = SHOWINGS.get(award.programme)
    is_money = award.outcome == "money" and award.amount_fen is not None
    return (
        showing is not None
        and not showing.of_child
        and is_money
        and award.period == Award.Period.month
        and award.person_id is None
        and figure_of(STANDING_ONLINE, award.area_code, on) is not None
    )


def publish_award(award: Award, on: date) -> None:
    if not is_published(award, on):
        return
    with acting(system("casework", area_code=award.area_code)) as actor:
        post_standing(actor=actor, award=award, on=on)


def renew_published(pairs: Iterable[tuple[Award, Award]], on: date) -> None:
    """Old row and new row of awards that were raised: what hung for the old one hangs for the new one, with its amount."""
    follows = {old.pk: (old, new) for old, new in pairs}
    hanging = Notice.objects.filter(
        award__in=follows, kind=Notice.Kind.standing, state=Notice.State.posted
    )
    for award_id in hanging.values_list("award_id", flat=True):
        old, new = follows[award_id]
        unpublish_award(old, on)
        publish_award(new, on)


def unpublish_award(award: Award, on: date) -> None:
    with acting(system("casework", area_code=award.area_code)) as actor:
        rows = Notice.objects.filter(
            award=award, kind=Notice.Kind.standing, state=Notice.State.posted
        )
        for notice in in_scope(actor, rows):
            take_down(actor=actor, notice=notice, on=on)
