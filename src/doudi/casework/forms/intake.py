"""The pages of an intake, one thing each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.casework.domain.troubles import troubles
from doudi.casework.models import Application
from doudi.foundation.fields import DayField, YuanField
from doudi.foundation.templatetags.doudi import language
from doudi.registry.forms.base import DeskForm
from doudi.registry.models import Membership

YES_NO = [("yes", _("是")), ("no", _("否"))]


class FindForm(DeskForm):
    q = forms.CharField(
        label=_("查找申请人或者家庭"),
        max_length=60,
        help_text=_("姓名、拼音首字母、证件号码或末四位、电话、家庭编号、住址。"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )


class ApplicantForm(DeskForm):
    applicant = forms.ChoiceField(label=_("以谁的名义申请"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(m.person_id), f"{m.person.name}　{m.person.identity_shown}") for m in members
        ]
        box = self.fields["applicant"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = choices
        if choices:
            box.initial = choices[0][0]


class MandateForm(DeskForm):
    through = forms.ChoiceField(
        label=_("谁来申请"), choices=Application.Through.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("代办人姓名"), max_length=100, required=False, help_text=_("本人来的不用填。")
    )
    relation = forms.CharField(
        label=_("与申请人的关系"),
        max_length=40,
        required=False,
        help_text=_("如：儿子、邻居、村干部。"),
    )
    by_thumbprint = forms.BooleanField(label=_("申请人不会写字，按了手印"), required=False)
    witness = forms.CharField(
        label=_("见证人姓名"), max_length=100, required=False, help_text=_("按手印的要填。")
    )
    paper = forms.FileField(
        label=_("委托书或申请书的照片"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf", "capture": "environment"}),
        help_text=_("PDF、照片、Word 或 Excel，不超过 20 MB。"),
    )


class TroubleForm(DeskForm):
    trouble = forms.MultipleChoiceField(
        label=_("遇到了什么困难"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("可以选几项。选了什么只影响先看哪些项目，不会少看。"),
    )
    trouble_text = forms.CharField(
        label=_("用自己的话说说"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["trouble"]
        assert isinstance(box, forms.MultipleChoiceField)
        box.choices = [(t.key, t.label.in_(language())) for t in troubles().values()]


class ChoicesForm(DeskForm):
    """The boxes stand on the page, each beside what the rules say of it."""

    choices = forms.MultipleChoiceField(label=_("申请哪些"), required=False)

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["choices"]
        assert isinstance(box, forms.MultipleChoiceField)
        box.choices = [(key, key) for key in keys]


class RelativesForm(DeskForm):
    is_relative = forms.ChoiceField(
        label=_("家里有没有人是民政工作人员或村（居）干部的近亲属"),
        choices=[("yes", _("有")), ("no", _("没有"))],
        widget=forms.RadioSelect,
        help_text=_("配偶、父母、子女、兄弟姐妹、祖孙。有也不影响申请，只是要由审核的人入户。"),
    )
    official_name = forms.CharField(label=_("工作人员或村干部姓名"), max_length=100, required=False)
    office = forms.CharField(label=_("单位和职务"), max_length=100, required=False)
    relation = forms.CharField(label=_("是什么关系"), max_length=40, required=False)
    source = forms.CharField(label=_("由谁说明"), max_length=100, required=False)


class UrgentForm(DeskForm):
    what = forms.CharField(
        label=_("出了什么事"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    when = DayField(label=_("哪天出的事"))
    needed = YuanField(label=_("现在要多少钱才能过这一关（元）"))


class PushForm(DeskForm):
    to_area = forms.CharField(
        label=_("户籍地的村（社区）"),
        required=False,
        max_length=12,
        help_text=_("12 位区划代码。户籍地在本县的，档案和案件一起转过去。"),
    )
    sent_to = forms.CharField(
        label=_("书面转到哪个乡镇（街道）"),
        required=False,
        max_length=100,
        help_text=_("户籍地不在本系统内的，写在这里。"),
    )
    on = DayField(label=_("日期"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class FeedbackForm(DeskForm):
    text = forms.CharField(
        label=_("反馈给受理地的内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
