"""People, households and what is known of them. History is kept: memberships and facts are dated rows, corrections are new rows.

Every table with a resident in it has `area_code`, the village where the household lives: row security goes by it.
"""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from doudi.foundation.models import AreaCodeField, Posting, Run
from doudi.law.cn.facts import EXEMPTIONS, RELATIONS, SUPPORT_KINDS  # noqa: F401 # the names are the law's
from doudi.units.identity import IdentityKind, IdentityState, Sex


def _choices(options: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, zh) for name, (zh, _en) in options.items()]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Household(models.Model):
    """People who live together and share their means, as registered. Its members are dated rows (`Membership`)."""

    class State(models.TextChoices):
        active = "active", _("在册")
        dissolved = "dissolved", _("已销户")
        merged = "merged", _("已并入他户")

    area_code = AreaCodeField(_("所在村（社区）"))
    number = models.CharField(_("家庭编号"), max_length=40, db_collation="C")
    address = models.CharField(_("住址"), max_length=200, blank=True)
    residence_class = models.CharField(
        _("城乡类别"), max_length=10, blank=True
    )  # as the fact; "" is not known
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.active)
    valid_from = models.DateField(_("立户日期"), null=True)
    valid_to = models.DateField(_("销户日期"), null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split_off")
    members_are_complete = models.BooleanField(_("成员已列全"), null=True)
    supporters_are_complete = models.BooleanField(_("义务人已列全"), null=True)
    version = models.IntegerField(
        default=1
    )  # counts changes; a page that read an older one may not write

    class Meta:
        indexes = [models.Index(fields=["area_code", "number"], name="household_by_area")]
        constraints = [models.UniqueConstraint(fields=["number"], name="household_number_once")]

    def __str__(self) -> str:
        return self.number


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(row=pghistory.Old),
    exclude=["identity_end"],
)
class Person(models.Model):
    """A resident, once. Numbers are encrypted; `…_index` finds them, `…_shown` is what a page may show."""

    class State(models.TextChoices):
        active = "active", _("在册")
        departed = "departed", _("已迁出")
        merged = "merged", _("已合并")

    area_code = AreaCodeField(_("所在村（社区）"))
    name = models.CharField(_("姓名"), max_length=100, db_collation="C")
    name_initials = models.CharField(
        max_length=40, db_collation="C", blank=True
    )  # pinyin: 张三 → zs
    identity_kind = models.CharField(
        _("证件种类"), max_length=20, choices=[(k.value, k.label.zh) for k in IdentityKind]
    )
    identity_state = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in IdentityState]
    )
    identity_reason = models.CharField(_("没有证件号码的原因"), max_length=200, blank=True)
    identity_cipher = models.BinaryField(null=True)
    identity_index = models.BinaryField(null=True)
    identity_shown = models.CharField(_("证件号码"), max_length=24, db_collation="C", blank=True)
    # A column, not an index on an expression: under row security a function would keep the index from being used.
    identity_end = models.GeneratedField(
        expression=models.functions.Right("identity_shown", 4),
        output_field=models.CharField(max_length=4, db_collation="C"),
        db_persist=True,
    )
    sex = models.CharField(
        _("性别"), max_length=6, choices=[(s.value, s.label.zh) for s in Sex], blank=True
    )
    birth_date = models.DateField(_("出生日期"), null=True)
    hukou_area = AreaCodeField(_("户籍所在地"), blank=True)
    phone_cipher = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    phone_shown = models.CharField(_("电话"), max_length=24, blank=True)
    died_on = models.DateField(_("死亡日期"), null=True)
    death_evidence = models.ForeignKey("Evidence", models.PROTECT, null=True, related_name="+")
    is_deceased = models.BooleanField(_("已死亡"), null=True)  # null: no record either way
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.active)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["name", "area_code"], name="person_by_name"),
            models.Index(fields=["name_initials", "area_code"], name="person_by_initials"),
            models.Index(fields=["area_code"], name="person_by_area"),
            models.Index(fields=["identity_end", "area_code"], name="person_by_last_four"),
            models.Index(
                fields=["identity_index"],
                name="merged_person_by_identity",
                condition=models.Q(state="merged"),
            ),
            models.Index(
                fields=["phone_index"],
                name="person_by_phone",
                condition=models.Q(phone_index__isnull=False),
            ),
        ]
        constraints = [
            # Merged records keep their number; of the others each number stands once.
            models.UniqueConstraint(
                fields=["identity_index"], name="identity_once", condition=~models.Q(state="merged")
            ),
            models.CheckConstraint(
                condition=models.Q(identity_index__isnull=False) | ~models.Q(identity_reason=""),
                name="identity_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Membership(models.Model):
    """That a person belongs to a household, as what, from when to when (`valid_to`: first day no longer). At most one is open."""

    area_code = AreaCodeField()
    household = models.ForeignKey(Household, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    relation = models.CharField(_("与户主关系"), max_length=20, choices=_choices(RELATIONS))
    position = models.SmallIntegerField(default=0)  # order on the page and in the case
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="one_household_at_a_time",
                condition=models.Q(valid_to__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["household"],
                name="one_head_at_a_time",
                condition=models.Q(valid_to__isnull=True, relation="head"),
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Relation(models.Model):
    """Kinship between two registered persons: `relative` is the `kind` of `person` (child: the relative is the person's child)."""

    area_code = AreaCodeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="relations")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="relations_to")
    kind = models.CharField(_("关系"), max_length=20, choices=_choices(SUPPORT_KINDS))
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    evidence = models.ForeignKey("Evidence", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative", "kind"],
                name="relation_once",
                condition=models.Q(valid_to__isnull=True),
            ),
        ]


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class Supporter(models.Model):
    """Somebody outside the household who owes one of its members support by law. May be registered here too (`person`)."""

    area_code = AreaCodeField()
    household = models.ForeignKey(Household, models.PROTECT, related_name="supporters")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="supports")
    supported = models.ForeignKey(Person, models.PROTECT, null=True, related_name="supported_by")
    name = models.CharField(_("姓名"), max_length=100)
    kind = models.CharField(_("关系"), max_length=20, choices=_choices(SUPPORT_KINDS), blank=True)
    identity_cipher = models.BinaryField(null=True)
    identity_index = models.BinaryField(null=True)
    identity_shown = models.CharField(max_length=24, blank=True)
    position = models.SmallIntegerField(default=0)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["household"], name="supporter_of_household")]


class Evidence(models.Model):
    """Where facts come from: one declaration, one department's list, one visit, one judgment. Append-only; names no resident."""

    class Kind(models.TextChoices):
        declared = "declared", _("本人申报")
        department = "department", _("部门数据")
        visit = "visit", _("入户调查")
        court = "court", _("法院文书")
        document = "document", _("证明材料")
        correction = "correction", _("更正")
        decision = "decision", _("审核确认决定")

    area_code = AreaCodeField()
    kind = models.CharField(_("来源种类"), max_length=12, choices=Kind.choices)
    source = models.CharField(_("来源"), max_length=100, blank=True)
    learnt_on = models.DateField(_("获知日期"))
    document = models.ForeignKey("Document", models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    recorded_by_name = models.CharField(max_length=150, blank=True)


#: Statements that say who receives what; the county's page counts them.
RECIPIENT_FACTS = ("is_dibao_recipient", "is_tekun")


class Fact(models.Model):
    """One thing stated of a household, a person or a supporter. Append-only: what is learnt later is a new row.

    `value`: whole fen for money, the unit's smallest step for numbers, 0 / 1 for truths, days since 1970-01-01 for dates;
    `option`: the name of a category's option. Both null: it is known that it is not known. `item` tells things of one
    kind apart ("农商行 尾号 1234"); amounts of several items add up. `period_from`…`period_to`: the days that an amount covers.
    It holds for days `valid_from <= day < valid_to`; of several that hold, the last learnt one counts.
    `person` facts go with the person; `household` is null for them, and the other way round.
    """

    area_code = AreaCodeField()
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, related_name="facts", db_index=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="facts", db_index=False
    )
    supporter = models.ForeignKey(
        Supporter, models.PROTECT, null=True, related_name="facts", db_index=False
    )
    name = models.CharField(max_length=60, db_collation="C")
    item = models.CharField(max_length=60, blank=True)
    value = models.BigIntegerField(null=True)
    option = models.CharField(max_length=40, null=True, db_collation="C")  # noqa: DJ001 # null is not ""
    period_from = models.DateField(null=True)
    period_to = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="facts", db_index=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["person"], name="fact_of_person", condition=models.Q(person__isnull=False)
            ),
            models.Index(
                fields=["household"],
                name="fact_of_household",
                condition=models.Q(household__isnull=False),
            ),
            models.Index(
                fields=["supporter"],
                name="fact_of_supporter",
                condition=models.Q(supporter__isnull=False),
            ),
            models.Index(
                fields=["name", "area_code"],
                name="fact_of_recipients",
                condition=models.Q(name__in=RECIPIENT_FACTS),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    person__isnull=False, household__isnull=True, supporter__isnull=True
                )
                | models.Q(person__isnull=True, household__isnull=False, supporter__isnull=True)
                | models.Q(person__isnull=True, household__isnull=True, supporter__isnull=False),
                name="fact_of_one_subject",
            ),
        ]


class Coverage(models.Model):
    """That a list is complete: in this area, on these days, whoever is not on it has this value ("no certificate: none").

    Without such a statement silence means unknown. A fact of the person's own always goes before it.
    """

    area_code = AreaCodeField()
    name = models.CharField(max_length=60, db_collation="C")
    value = models.BigIntegerField(null=True)
    option = models.CharField(max_length=40, null=True, db_collation="C")  # noqa: DJ001
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="coverage")

    class Meta:
        indexes = [models.Index(fields=["name", "area_code"], name="coverage_by_name")]


class Document(models.Model):
    """A file: a photograph of a paper, a form, an uploaded ledger. Stored encrypted outside the database."""

    area_code = AreaCodeField()
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="documents")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="documents")
    title = models.CharField(_("名称"), max_length=100)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(row=pghistory.Old))
class ChangeRequest(models.Model):
    """A change that is shown before it is made, and where the place wants it signed by a second person."""

    class Kind(models.TextChoices):
        add_member = "add_member", _("增加成员")
        remove_member = "remove_member", _("减少成员")
        change_head = "change_head", _("变更户主")
        split = "split", _("分户")
        merge_households = "merge_households", _("并户")
        move = "move", _("迁移")
        death = "death", _("死亡登记")
        correction = "correction", _("信息更正")
        merge_persons = "merge_persons", _("合并重复居民")
        undo_merge = "undo_merge", _("撤销合并")

    class State(models.TextChoices):
        submitted = "submitted", _("待审核")
        applied = "applied", _("已生效")
        refused = "refused", _("不同意")
        withdrawn = "withdrawn", _("已撤回")

    area_code = AreaCodeField()
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    state = models.CharField(
        _("状态"), max_length=10, choices=State.choices, default=State.submitted
    )
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="changes")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="changes")
    payload = models.JSONField(
        default=dict
    )  # never a whole number: those are the two columns below
    identity_cipher = models.BinaryField(null=True)
    phone_cipher = models.BinaryField(null=True)
    before = models.JSONField(
        default=dict
    )  # what the preview showed; the plan must still hold when it is applied
    undo = models.JSONField(default=dict)  # what takes a merge back
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("生效日期"))
    asked_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    # On whose desk it lies: the asker's, until that posting is handed over to somebody else.
    desk = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)


class ImportMapping(models.Model):
    """How the columns of a certain export are read: saved once, used every month. Shipped ones have no owner."""

    area_code = AreaCodeField()
    name = models.CharField(_("名称"), max_length=100)
    ledger = models.CharField(max_length=40)
    header = models.JSONField(default=list)  # the column names by which a file is recognised
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    saved_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()


class Import(models.Model):
    """One file on its way into the register: read, mapped, checked, applied.

    The checked rows wait in an encrypted file (`staged`, its pieces in `parts`), not in a table: nobody queries them, they
    hold whole numbers, and a file is gone for good when it is removed. `faults` is such a file too: what is wrong in which row.
    """

    class State(models.TextChoices):
        uploaded = "uploaded", _("待对应")
        checking = "checking", _("核对中")
        checked = "checked", _("待确认")
        applying = "applying", _("导入中")
        applied = "applied", _("已导入")
        refused = "refused", _("不能导入")
        discarded = "discarded", _("已放弃")

    area_code = AreaCodeField()
    ledger = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.uploaded)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=100, blank=True)
    mapping = models.JSONField(default=dict)
    mode = models.CharField(max_length=12, default="good_rows")  # or all_or_none
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    staged = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    parts = models.JSONField(
        default=list
    )  # of each chunk: offset and length of its rows, of its facts
    faults = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    check_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    apply_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()


class Export(models.Model):
    """A list that leaves Doudi: who asked, for what, how many rows, who approved, which file."""

    class State(models.TextChoices):
        waiting = "waiting", _("待批准")
        approved = "approved", _("已批准")
        refused = "refused", _("不批准")
        ready = "ready", _("可下载")

    area_code = AreaCodeField()
    kind = models.CharField(max_length=40)
    filters = models.JSONField(default=dict)
    reason = models.CharField(_("用途"), max_length=500)
    row_count = models.IntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(Posting, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)


class DuplicatePair(models.Model):
    """Two records that may be one person: a lead for somebody to look at, never merged by the machine. `first` has the lower id."""

    class State(models.TextChoices):
        open = "open", _("待核对")
        same = "same", _("是同一人")
        different = "different", _("不是同一人")

    area_code = AreaCodeField()  # of the first
    other_area_code = AreaCodeField()
    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    per_mille = models.IntegerField()  # how likely, in thousandths
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.open)
    found_by = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_once")]
