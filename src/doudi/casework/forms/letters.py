"""What is asked about letters: days, ways, reasons."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from doudi.foundation.fields import DayField, FilesField
from doudi.registry.forms.base import DeskForm

HOW = [
    ("in_person", _("当面交给本人")),
    ("village", _("由村（居）委会转交")),
    ("post", _("邮寄")),
    ("left_at_home", _("留置送达")),
    ("online", _("网上送达")),
    ("public", _("公告送达")),
]
HOW_LABELS = dict(HOW)


class DayForm(DeskForm):
    on = DayField(label=_("日期"))


class ReasonForm(DeskForm):
    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip


class WordsForm(DeskForm):
    words = forms.CharField(label=_("补充说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("印在正文后面；不写就不印"))  # fmt: skip


class ServeForm(DeskForm):
    on = DayField(label=_("送达日期"))
    how = forms.ChoiceField(label=_("送达方式"), choices=HOW)
    to = forms.CharField(label=_("签收人"), required=False, max_length=100)


class OfficeForm(DeskForm):
    name = forms.CharField(label=_("机关名称"), max_length=60, help_text=_("印在文头和落款，如“安和县民政局”"))  # fmt: skip
    prefix = forms.CharField(label=_("发文字号"), max_length=20, help_text=_("如“安民救”，文号就是：安民救〔2022〕15号"))  # fmt: skip
    reconsideration = forms.CharField(label=_("行政复议机关"), max_length=60)
    court = forms.CharField(label=_("有管辖权的法院"), max_length=60)
    address = forms.CharField(label=_("办公地址"), max_length=100, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ScanForm(DeskForm):
    files = FilesField(label=_("扫描件"), help_text=_("PDF、JPG或PNG，可以一次选多个；一份里可以有多页、多件"))  # fmt: skip


class FileByHandForm(DeskForm):
    code = forms.CharField(label=_("编码或文号"), max_length=60, help_text=_("文书下方的12位编码，或文号"))  # fmt: skip
