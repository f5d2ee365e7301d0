"""What residents write on pages with a token: an objection, a receipt code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.registry.forms.base import DeskForm


class ReceiptForm(DeskForm):
    code = forms.CharField(
        label=_("回执码"),
        max_length=40,
        help_text=_("受理回执上的12位字母和数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("请输入回执码")},
    )  # fmt: skip


class PublicObjectionForm(DeskForm):
    """No name is asked for."""

    text = forms.CharField(
        label=_("哪里不对"),
        min_length=2,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("说清楚哪件事和公示的不一样，您是怎么知道的。"),
        error_messages={"required": _("请写明哪里不对")},
    )
    who = forms.CharField(
        label=_("怎么联系您（可以不填）"),
        required=False,
        max_length=200,
        help_text=_("姓名、电话都可以。加密保存，不告诉被反映的人。"),
    )


class OwnObjectionForm(PublicObjectionForm):
    """The applicant's own: about the notice, the decision, or the payment."""

    about = forms.ChoiceField(label=_("对什么有异议"))

    def __init__(self, *args: object, choices: list[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(["about", "text", "who"])
