"""The table of places: as a tree, from a file, and one by one. Changes hold from today."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from doudi.foundation.clock import get_today
from doudi.foundation.fields import add_problems
from doudi.foundation.files import BadFile, read_file, remove_file, store_file
from doudi.foundation.models import Area
from doudi.foundation.pages import StaffRequest, posted, staff_page
from doudi.foundation.selectors.areas import (
    access_area_for_change,
    list_area_history,
    list_area_tree,
    list_places,
)
from doudi.foundation.services.areas import (
    add_area,
    end_area,
    import_areas,
    plan_import,
    rename_area,
)
from doudi.foundation.templatetags.doudi import language
from doudi.units.text import ProblemsError

MOST_BYTES = 20 * 1024 * 1024
SHOWN = 20  # lines of each kind on the preview
WAITING = "area_file"  # in the session: the file that was shown and not yet confirmed

URBAN = [("", _("没有定")), ("yes", _("城镇")), ("no", _("乡村"))]


def _is_urban(word: str) -> bool | None:
    return {"yes": True, "no": False}.get(word)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("区划表"),
        help_text=_("CSV，UTF-8 或 GB18030；两列：12位代码、名称，可再加“是否城镇”“英文名称”"),
    )
    is_whole = forms.BooleanField(
        label=_("这是整表：表里没有的停用"),
        required=False,
        help_text=_("只补充或改名的，不要勾选"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(translate("文件超过20 MB"))
        return file


class NameForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=100)
    name_en = forms.CharField(label=_("英文名称"), max_length=100, required=False)
    is_urban = forms.ChoiceField(label=_("城乡"), required=False, choices=URBAN)

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return given | {"is_urban": _is_urban(given["is_urban"])}


class NewAreaForm(NameForm):
    code = forms.CharField(
        label=_("区划代码"),
        max_length=20,
        help_text=_("12位数字"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("code", "name", "name_en", "is_urban")


class EndForm(forms.Form):
    successors = forms.CharField(
        label=_("继任区划代码"),
        max_length=200,
        required=False,
        help_text=_(
            "并入一个：户和人随之转过去。分成几个：用空格隔开，各户以后逐户迁移。撤销而无继任：不填"
        ),
    )
    reason = forms.CharField(label=_("依据"), max_length=200, help_text=_("如：安府发〔2022〕3号"))


@staff_page("area.manage")
def show_areas(request: StaffRequest) -> HttpResponse:
    tree = list_area_tree(request.viewer, get_today())
    return render(request, "foundation/area_list.html", {"tree": tree})


@staff_page("area.manage")
def show_area(request: StaffRequest, code: str) -> HttpResponse:
    area = access_area_for_change(request.viewer, code)
    context = {
        "area": area,
        "history": list_area_history(request.viewer, area.code),
        "is_in_use": area.valid_to is None,
    }
    return render(request, "foundation/area_detail.html", context)


@staff_page("area.manage")
@require_http_methods(["GET", "POST"])
def add_one_area(request: StaffRequest) -> HttpResponse:
    form = NewAreaForm(posted(request))
    if form.is_valid():
        try:
            area = add_area(actor=request.viewer, on=get_today(), **form.values())
        except ProblemsError as error:
            add_problems(form, error)
        else:
            return redirect("foundation:area", area.code)
    return render(request, "foundation/area_new.html", {"form": form})


@staff_page("area.manage")
@require_http_methods(["GET", "POST"])
def rename_one_area(request: StaffRequest, code: str) -> HttpResponse:
    area = access_area_for_change(request.viewer, code)
    urban = {True: "yes", False: "no", None: ""}[area.is_urban]
    now = {"name": area.name, "name_en": area.name_en, "is_urban": urban}
    form = NameForm(posted(request), initial=now)
    if form.is_valid():
        try:
            rename_area(actor=request.viewer, area=area, on=get_today(), **form.values())
        except ProblemsError as error:
            add_problems(form, error)
        else:
            return redirect("foundation:area", area.code)
    return render(request, "foundation/area_rename.html", {"form": form, "area": area})


@staff_page("area.manage")
@require_http_methods(["GET", "POST"])
def end_one_area(request: StaffRequest, code: str) -> HttpResponse:
    area = access_area_for_change(request.viewer, code)
    form = EndForm(posted(request))
    if form.is_valid():
        try:
            moved = _end(request, area, form)
        except ProblemsError as error:
            add_problems(form, error)
        else:
            _say_moved(request, moved)
            return redirect("foundation:area", area.code)
    return render(request, "foundation/area_end.html", {"form": form, "area": area})


def _end(request: StaffRequest, area: Area, form: EndForm) -> dict[str, int]:
    return end_area(
        actor=request.viewer,
        area=area,
        successors=form.cleaned_data["successors"].replace("、", " ").replace("，", " ").split(),
        reason=form.cleaned_data["reason"],
        on=get_today(),
    )


def _say_moved(request: StaffRequest, moved: dict[str, int]) -> None:
    if any(moved.values()):
        words = translate("已转到继任区划：%(households)s 户，%(persons)s 人。")
        messages.success(request, words % {"households": 0, "persons": 0, **moved})


@staff_page("area.manage")
@require_http_methods(["GET", "POST"])
def import_file(request: StaffRequest) -> HttpResponse:
    """Upload, see what it would change, confirm."""
    if request.method == "POST" and "confirm" in request.POST:
        return _confirm(request)
    form = FileForm(posted(request), request.FILES or None)
    if form.is_valid():
        file, is_whole = form.cleaned_data["file"], form.cleaned_data["is_whole"]
        try:
            plan = _plan(request, file.read(), file.name, is_whole=is_whole)
        except ProblemsError as error:
            add_problems(form, error)
        else:
            file.seek(0)
            waiting = {
                "path": store_file(file).path,
                "name": file.name[:100],
                "is_whole": is_whole,
            }
            request.session[WAITING] = waiting
            return _show_plan(request, plan, waiting)
    context = {"form": form, "is_first": not list_places(request.viewer, get_today())}
    return render(request, "foundation/area_import.html", context)


def _plan(request: StaffRequest, content: bytes, name: str, *, is_whole: bool) -> Any:
    return plan_import(request.viewer, content, name, is_whole=is_whole, on=get_today())


def _show_plan(request: StaffRequest, plan: Any, waiting: dict[str, Any]) -> HttpResponse:
    context = {"plan": plan, "file": waiting["name"], "shown": f":{SHOWN}", "most": SHOWN}
    return render(request, "foundation/area_import_plan.html", context)


def _confirm(request: StaffRequest) -> HttpResponse:
    waiting = request.session.pop(WAITING, None)
    if waiting is None:
        return redirect("foundation:area_import")
    try:
        content = read_file(waiting["path"])
        import_areas(
            actor=request.viewer,
            content=content,
            name=waiting["name"],
            is_whole=waiting["is_whole"],
            on=get_today(),
        )
    except BadFile:
        return redirect("foundation:area_import")
    except ProblemsError as error:
        messages.error(request, error.in_(language()))
        return redirect("foundation:area_import")
    remove_file(waiting["path"])
    messages.success(request, translate("区划表已更新。"))
    return redirect("foundation:areas")
