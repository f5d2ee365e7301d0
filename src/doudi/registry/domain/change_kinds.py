"""Which changes are asked for from the file of a household, and which from the file of a person."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A kind of change: its stored name, its label, and one sentence on when to use it."""

    name: str
    label: Text
    when: Text

    def route(self, of: str) -> str:
        """The name of its form's address; `of`: household or person."""
        return f"registry:{of}_{self.name}"


HOUSEHOLD_KINDS = (
    ChangeKind(
        "add_member",
        Text("增加成员", "Add a member"),
        Text("新生儿、婚入、收养或迁入的人。", "A newborn, a spouse, an adopted child, somebody who moved in."),
    ),
    ChangeKind(
        "remove_member",
        Text("减少成员", "Remove a member"),
        Text("婚出、迁出或不再共同生活的人；去世请办死亡登记。", "Somebody who married out, moved away or lives apart; for a death, record the death."),
    ),
    ChangeKind(
        "change_head",
        Text("变更户主", "Change the head"),
        Text("另一位成员作户主。", "Another member becomes the head."),
    ),
    ChangeKind(
        "split",
        Text("分户", "Split the household"),
        Text("部分成员另立一户。", "Some members form a household of their own."),
    ),
    ChangeKind(
        "merge_households",
        Text("并户", "Merge households"),
        Text("另一户并入这一户。", "Another household becomes part of this one."),
    ),
    ChangeKind(
        "move",
        Text("迁移", "Move"),
        Text("全家迁到另一个村（社区）。", "The whole household moves to another village or community."),
    ),
    ChangeKind(
        "correction",
        Text("信息更正", "Correct the file"),
        Text("住址、城乡类别等登记有误。", "The address or the class of residence is wrong."),
    ),
)  # fmt: skip

PERSON_KINDS = (
    ChangeKind(
        "death",
        Text("死亡登记", "Record a death"),
        Text("凭死亡证明、火化证明或户籍注销。", "With a death or cremation certificate, or the hukou cancelled."),
    ),
    ChangeKind(
        "move",
        Text("迁入另一户", "Move to another household"),
        Text("婚入、投靠亲属等，从这一户到辖区内的另一户。", "By marriage, to relatives: from this household to another in your area."),
    ),
    ChangeKind(
        "correction",
        Text("信息更正", "Correct the file"),
        Text("姓名、证件号码、性别、出生日期等登记有误。", "The name, number, sex or birth date is wrong."),
    ),
    ChangeKind(
        "merge_persons",
        Text("合并重复居民", "Merge a duplicate"),
        Text("同一个人登记了两次。", "One person stands in the register twice."),
    ),
    ChangeKind(
        "undo_merge",
        Text("撤销合并", "Undo a merge"),
        Text("合并错了，恢复成两份档案。", "The merge was wrong: two files again."),
    ),
)  # fmt: skip


def label_of(kind: str) -> Text:
    """The label of a stored kind."""
    return next(k.label for k in (*HOUSEHOLD_KINDS, *PERSON_KINDS) if k.name == kind)
