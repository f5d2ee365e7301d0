"""The demonstration's payments: funds, accounts, three months closed with a few returns, and this month's run waiting for a signature;
one place that is paid by the quarter, and care bought for three people (care.py).

Whoever receives Dibao in the ledgers is taken over from "the old system", which paid until three months ago. Done once: where a run
exists nothing is added. Every step goes through its service, with the days on which a county would do it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from doudi.casework.models import Award
from doudi.casework.services.takeovers import apply_takeover, upload_takeover
from doudi.foundation.access import Viewer, acting, in_scope, viewer_of
from doudi.foundation.jobs import perform_run
from doudi.foundation.keys import keyring
from doudi.foundation.models import Account
from doudi.foundation.postings import postings_in_force
from doudi.payments.demo.bank import answer
from doudi.payments.demo.cards import card
from doudi.payments.demo.care import begin_care, enter_month
from doudi.payments.demo.papers import PAPER
from doudi.payments.models import BankFile, Fund, Line, PaymentRun
from doudi.payments.services.accounts import record_account
from doudi.payments.services.approving import sign_run
from doudi.payments.services.bank_files import lines_of
from doudi.payments.services.funds import add_fund, give_budget, set_funding
from doudi.payments.services.planning import ask_run
from doudi.payments.services.returns import take_in_return
from doudi.payments.services.rhythms import pay_quarterly
from doudi.payments.services.sending import close_run, send_run
from doudi.registry.models import Fact, Household, Membership, Person
from doudi.units.area import AreaLevel, at_level
from doudi.units.dates import Month

Say = Callable[[str], None]
MOST = 300  # families taken over: enough to look at
MONTHS = 3  # closed runs
WITHOUT_ACCOUNT = 3
BANKS = ("rural_credit", "postal", "agricultural")
FAILURES = ("1001", "1005")
YUAN = 100


@dataclass
class Office:
    """Those who do it, and the funds that they set up."""

    officer: Viewer
    director: Viewer
    finance: Viewer
    funds: dict[str, Fund] = field(default_factory=dict)


def make_payments(*, on: date, say: Say = lambda line: None) -> int:
    """Returns how many payments were planned in all."""
    office = Office(*(_viewer(name, on) for name in ("officer", "director", "finance")))
    with acting(office.officer) as officer:
        if in_scope(officer, PaymentRun.objects.all()).exists():
            return 0
    this = Month.from_date(on)
    _take_over(office, this, on)
    _set_up_funds(office, (this - MONTHS - 1).first_day)
    bought = begin_care(office.officer, this - MONTHS)
    _record_accounts(office, (this - MONTHS).first_day)
    _pay_quarterly(office, (this - MONTHS).first_day)
    made = 0
    for back in range(MONTHS, 0, -1):
        made += _pay(office, this - back, are_corrected=back > 1)
        enter_month(bought, this - back, MONTHS - back)
    made += _plan(office, this, on).totals["lines"]
    say(f"  payments  {made}")
    return made


def _viewer(username: str, on: date) -> Viewer:
    return viewer_of(postings_in_force(Account.objects.get(username=username).pk, on)[0])


# -- whom the county pays already ------------------------------------------------------------------------
def _take_over(office: Office, this: Month, on: date) -> None:
    with acting(office.officer) as officer:
        rows = _recipients(officer)
        if not rows:
            return
        kept = io.StringIO()
        sheet = csv.writer(kept)
        sheet.writerow(["身份证号", "项目", "月金额", "起始月", "已发至"])
        span = [str(this - 12), str(this - MONTHS - 1)]
        for identity, fen in rows:
            sheet.writerow([identity, "最低生活保障", f"{fen / YUAN:.2f}", *span])
        taken = upload_takeover(
            actor=officer,
            kind="awards",
            file_name="旧系统在享名单.csv",
            content=kept.getvalue().encode(),
            on=on,
        )
    perform_run(taken.check_run_id or 0)
    with acting(office.officer) as officer:
        run = apply_takeover(actor=officer, takeover_id=taken.pk, mode="good_rows")
    perform_run(run.pk)


def _recipients(officer: Viewer) -> list[tuple[str, int]]:
    """Identity number of the head and the monthly amount of each family that the ledgers show as receiving Dibao."""
    facts = in_scope(
        officer, Fact.objects.filter(name="current_dibao_amount", valid_to__isnull=True)
    )
    with_award = in_scope(officer, Award.objects.filter(programme="dibao"))
    facts = facts.exclude(household__in=with_award.values("household"))
    amounts = dict(
        facts.filter(value__gt=0).order_by("pk").values_list("household", "value")[:MOST]
    )
    heads = in_scope(
        officer,
        Membership.objects.filter(household__in=amounts, relation="head", valid_to__isnull=True),
    ).exclude(person__identity_cipher=None)
    keys = keyring()
    return [
        (keys.decrypt(sealed, "person.identity"), amounts[household])
        for household, sealed in heads.order_by("household").values_list(
            "household", "person__identity_cipher"
        )
    ]


# -- funds and accounts ----------------------------------------------------------------------------------
def _set_up_funds(office: Office, on: date) -> None:
    year = on.year
    with acting(office.finance) as finance:
        central = add_fund(actor=finance, source="central", name=f"{year}年中央困难群众救助补助资金", on=on)  # fmt: skip
        county = add_fund(actor=finance, source="county", name=f"{year}年县级困难群众救助资金", on=on)  # fmt: skip
        for fund, yuan, basis in (
            (central, 400_000, f"安财社〔{year}〕18号"),
            (county, 150_000, f"安和财预〔{year}〕7号"),
        ):
            give_budget(actor=finance, fund=fund, amount_fen=yuan * YUAN, basis=basis, on=on)
        ways = [("dibao", central, 1, "rural_bank"), ("dibao", county, 2, "rural_bank")]
        ways += [
            (programme, county, 1, road)
            for programme, road in (
                ("disability_care_subsidy", "rural_bank"),
                ("disability_living_subsidy", "rural_bank"),
                ("temp_assistance", "rural_bank"),
                ("tekun", "rural_bank"),
                ("old_age_allowance", "one_card"),
            )
        ]
        for programme, fund, order, road in ways:
            set_funding(actor=finance, programme=programme, fund=fund, order=order, road=road, on=on)  # fmt: skip


def _record_accounts(office: Office, on: date) -> None:
    """One for each family that has money to come, but for a few whose account nobody knows yet."""
    with acting(office.officer) as officer:
        awards = in_scope(officer, Award.objects.filter(outcome="money", amount_fen__gt=0))
        homes = sorted(set(awards.values_list("household", flat=True)))
        for place, household in enumerate(homes):
            if place % (len(homes) // WITHOUT_ACCOUNT + 1) == 1:
                continue
            _record_account(officer, household, place, on)


def _record_account(officer: Viewer, household: int, place: int, on: date) -> None:
    home = in_scope(officer, Household.objects.all()).get(pk=household)
    head = in_scope(
        officer, Person.objects.filter(memberships__household=home, memberships__relation="head")
    ).first()
    if head is None:
        return
    record_account(
        actor=officer,
        household=home,
        person=None,
        holder=head,
        holder_name=head.name,
        bank=BANKS[place % len(BANKS)],
        number=card(place),
        on=on,
    )


def _pay_quarterly(office: Office, on: date) -> None:
    """The last township in which somebody is paid, else (a trial with one) the last village: the bank is far."""
    with acting(office.officer) as officer:
        rows = in_scope(officer, Award.objects.filter(outcome="money"))
        villages = sorted(set(rows.values_list("area_code", flat=True)))
        townships = sorted({at_level(code, AreaLevel.township) for code in villages})
        places = townships if len(townships) > 1 else villages
        if not places:
            return
        pay_quarterly(
            actor=officer,
            area_code=places[-1],
            source=f"安和民发〔{on.year}〕9号",
            content=PAPER,
            file_name="按季发放的批复.pdf",
            on=on,
        )


# -- runs ------------------------------------------------------------------------------------------------
def _plan(office: Office, month: Month, on: date) -> PaymentRun:
    with acting(office.officer) as officer:
        run = ask_run(actor=officer, month=month, kind="regular", programmes=[], on=on)
    perform_run(run.plan_run_id or 0)
    return _again(office, run)


def _pay(office: Office, month: Month, *, are_corrected: bool) -> int:
    """A month from its plan to its closing, and for the next one other accounts where the bank gave something back."""
    first = month.first_day
    run = _plan(office, month, first)
    if not run.totals["lines"] or run.totals["short_fen"]:
        return 0
    for signer in (office.director, office.finance):
        with acting(signer) as actor:
            run = sign_run(actor=actor, run=run, digest=run.plan_digest, on=first + timedelta(2))
    perform_run(run.approve_run_id or 0)
    with acting(office.finance) as finance:
        send_run(actor=finance, run=run, on=first + timedelta(3))
    for file in _files(office, run):
        _answer(office, file, first + timedelta(6))
    with acting(office.finance) as finance:
        close_run(actor=finance, run=run, on=first + timedelta(8))
    if are_corrected:
        _correct(office, run, first + timedelta(15))
    return int(run.totals["lines"])


def _answer(office: Office, file: BankFile, on: date) -> None:
    """Of the bank's file one in twenty fails; never the provider of care."""
    with acting(office.finance) as finance:
        lines = in_scope(finance, lines_of(file)).filter(account__provider__isnull=False)
        good = set(lines.values_list("number", flat=True))
        numbers = (n for n in range(5 + file.run.month.month % 7, file.lines + 1, 20) if n not in good)  # fmt: skip
        failed = dict(zip(numbers, FAILURES * file.lines, strict=False))
        content = answer(finance, file, failed if file.road == "rural_bank" else None)
        name = f"回盘-{file.file_name}"
        came = take_in_return(actor=finance, bank_file=file, upload=content, file_name=name, on=on)
    perform_run(came.job_id or 0)


def _correct(office: Office, run: PaymentRun, on: date) -> None:
    """The families whose account failed bring another."""
    with acting(office.officer) as officer:
        failed = in_scope(officer, Line.objects.filter(run=run, state="failed"))
        homes = list(failed.order_by("number").values_list("household", flat=True))
        for place, household in enumerate(homes):
            _record_account(officer, household, 900 + run.pk * 10 + place, on)


def _files(office: Office, run: PaymentRun) -> list[BankFile]:
    with acting(office.finance) as finance:
        rows = in_scope(finance, BankFile.objects.filter(run=run).select_related("run"))
        return list(rows.order_by("number"))


def _again(office: Office, run: PaymentRun) -> PaymentRun:
    with acting(office.officer) as officer:
        return in_scope(officer, PaymentRun.objects.all()).get(pk=run.pk)
