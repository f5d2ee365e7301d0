"""What every room stands on: areas, staff and their postings, the audit trail, background runs."""

from __future__ import annotations

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.domain.roles import Role
from doudi.units.text import Text


class AreaCodeField(models.CharField):  # type: ignore[type-arg]
    """12 digits, ordered by bytes, so that an area and all below it are one half-open range of the index."""

    def __init__(self, *args: object, **options: object) -> None:
        options.update(max_length=12, db_collation="C")
        super().__init__(*args, **options)  # type: ignore[arg-type]


class Area(models.Model):
    """A place of the national 12-digit code between two dates. A code that ends may have successors (merged, split, renamed)."""

    code = AreaCodeField(_("区划代码"))
    name = models.CharField(_("名称"), max_length=100)
    name_en = models.CharField(_("英文名称"), max_length=100, blank=True)
    is_urban = models.BooleanField(_("是否城镇"), null=True)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)
    successors = models.JSONField(_("继任区划"), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_once_from_a_date"),
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{12}$"), name="area_has_12_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="area_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(row=pghistory.Old),
    exclude=["password", "last_login"],
)
class Account(AbstractUser):
    """Somebody who can log in. What they may do comes from their postings, never from the account."""

    full_name = models.CharField(_("姓名"), max_length=100)
    area_code = AreaCodeField(_("所在单位辖区"), blank=True)  # whose administrators look after it
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    REQUIRED_FIELDS: list[str] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Posting(models.Model):
    """A role in an area from a date to a date (the last day is `valid_to`). `covers`: stands in for another's posting."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", verbose_name=_("人员")
    )
    role = models.CharField(_("岗位"), max_length=32, choices=[(r.value, r.label.zh) for r in Role])
    area_code = AreaCodeField(_("辖区"))
    valid_from = models.DateField(_("到任日期"))
    valid_to = models.DateField(_("离任日期"), null=True, blank=True)
    covers = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cover_postings",
        verbose_name=_("代理岗位"),
    )
    granted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("经办")
    )
    reason = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area_code"], name="posting_by_area")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="posting_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label.zh} {self.area_code}"

    @property
    def role_label(self) -> Text:
        return Role(self.role).label


class AuditEvent(models.Model):
    """One thing done, in the transaction in which it was done. Never changed; `AuditSeal` chains it once it is committed."""

    at = models.DateTimeField(_("时间"))
    transaction_id = models.CharField(max_length=20, db_default=models.Func(function="pg_current_xact_id", output_field=models.CharField(), template="(%(function)s())::text"))  # fmt: skip
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    posting_id = models.BigIntegerField(null=True)
    covers_posting_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("操作人"), max_length=150)
    role = models.CharField(max_length=32, blank=True)
    action = models.CharField(_("操作"), max_length=80)
    area_code = AreaCodeField(_("区划"))
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    person_id = models.BigIntegerField(null=True)
    household_id = models.BigIntegerField(null=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    details = models.JSONField(default=dict)
    item_count = models.IntegerField(null=True)
    items_digest = models.BinaryField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    signature = models.BinaryField(default=b"")  # by a key outside the database: nobody else adds

    class Meta:
        indexes = [
            models.Index(
                fields=["person_id", "id"],
                name="audit_of_person",
                condition=models.Q(person_id__isnull=False),
            ),
            models.Index(
                fields=["household_id", "id"],
                name="audit_of_household",
                condition=models.Q(household_id__isnull=False),
            ),
            models.Index(fields=["at"], name="audit_by_time"),
        ]


class AuditSeal(models.Model):
    """The chain: seal n covers one event and seal n - 1. Written by the sealer with a key that is not in the database."""

    seq = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField()


class Run(models.Model):
    """A long job: what, for whom, how far. Its items are the truth; the queue only wakes the worker."""

    class State(models.TextChoices):
        queued = "queued", _("排队中")
        running = "running", _("进行中")
        stopping = "stopping", _("正在停止")
        stopped = "stopped", _("已停止")
        done = "done", _("已完成")
        failed = "failed", _("出错停止")

    kind = models.CharField(max_length=60)
    area_code = AreaCodeField(_("区划"))
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.queued)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    message = models.JSONField(default=dict)  # {"zh": …, "en": …}
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class RunItem(models.Model):
    """A part of a run that is done wholly or not at all. A lease says which worker has it, and until when."""

    class State(models.TextChoices):
        pending = "pending"
        leased = "leased"
        done = "done"
        failed = "failed"
        skipped = "skipped"

    run = models.ForeignKey(Run, models.CASCADE, related_name="items")
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.pending)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    attempts = models.IntegerField(default=0)
    lease_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="run_item_once")]


class ApiToken(models.Model):
    """Lets a program act under one posting until a date. Only a digest is kept; the token is shown once."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="tokens")
    label = models.CharField(_("用途"), max_length=100)
    digest = models.BinaryField(unique=True)
    expires_on = models.DateField(_("有效期至"))
    revoked_on = models.DateField(null=True)
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
