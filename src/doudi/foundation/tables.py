"""Lists of staff pages: declared columns, sorting, a filter form, pages of fifty, XLSX. Use: README.md.

class RunTable(Table):
    columns = (Column("kind", Text("任务", "run"), link=lambda run: …), Column("done", Text("已办", "done"), kind="count"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from doudi.foundation import audit
from doudi.foundation.access import Viewer
from doudi.foundation.clock import CHINA, get_now
from doudi.foundation.spreadsheets import Heading, write_sheet
from doudi.foundation.templatetags.doudi import area_name, count, day, language, moment, yuan
from doudi.units.text import Text

KINDS = ("text", "count", "money", "date", "time", "area")
PER_PAGE = 50
LAST_PAGE = 2_000  # deeper than anybody reads; skipping a million rows takes seconds
MOST_EXPORTED = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """`value`: takes a row (default: its attribute `name`; a dotted `name` goes on). A Text is shown in the page's language.

    kind: text | count | money (fen) | date | time | area (a code, shown by name). `sort`: database field(s) it sorts by.
    `link`: row → address. `tone`: row → "good", "warn", "bad" or "": a coloured tag. `main`: the cell that names the row.
    """

    name: str
    label: Text
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    sort: str | tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    main: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.name}: kind must be one of {KINDS}")

    @property
    def title(self) -> str:
        """The label as a heading, in the page's language."""
        label = self.label.in_(language())
        return label[:1].upper() + label[1:]

    def of(self, row: Any) -> Any:
        """The raw value of this column in a row."""
        if self.value is not None:
            return self.value(row)
        found = row
        for part in self.name.split("."):
            found = found[part] if isinstance(found, dict) else getattr(found, part)
        return found


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the shown page. `title`: the column's, for the card that a row is on a phone."""

    column: Column
    title: str
    text: str
    url: str
    tone: str

    @property
    def html(self) -> str:
        """Not a template's: for the hundreds of a page that would be the time of the page."""
        inside = "{text}"
        if self.url:
            inside = '<a href="{url}">{text}</a>'
        elif self.tone:
            inside = '<span class="dd-tag dd-tag-{tone}">{text}</span>'
        name = " dd-main" if self.column.main else ""
        return format_html(
            f'<td class="dd-{self.column.kind}{name}" data-label="{{title}}">{inside}</td>',
            title=self.title,
            text=self.text,
            url=self.url,
            tone=self.tone,
        )


class Table:
    """A list as one request asks for it: `?sort=-name&page=2` and the fields of the filter form; `?format=xlsx` for the file.

    `rows`: a QuerySet or a list, already cut to the viewer's area by a selector. Sorting needs a QuerySet.
    """

    columns: ClassVar[Sequence[Column]] = ()
    filter_form: ClassVar[type[forms.Form] | None] = None
    order: ClassVar[str] = ""  # as in the address: "-created"
    empty: ClassVar[Text] = Text("这里还没有内容。", "There is nothing here yet.")
    nothing_found: ClassVar[Text] = Text(
        "没有符合条件的，请放宽条件再查。", "Nothing matches; ask for less."
    )
    caption: ClassVar[Text] = Text("列表", "list")
    is_exportable: ClassVar[bool] = (
        False  # tables with residents in them go through registry/exports
    )

    def __init__(self, rows: Any, request: HttpRequest) -> None:
        self.request = request
        self.asked = request.GET
        self.form = self.filter_form(self.asked or None) if self.filter_form else None
        self._rows = self._sorted(self._narrowed(rows))

    def narrow(self, rows: Any, wanted: dict[str, Any]) -> Any:
        """Override: the rows that fit the filter form's cleaned data."""
        return rows

    # --- what the template asks for ---

    @property
    def is_filtered(self) -> bool:
        return self.form is not None and self.form.is_bound and any(self.form.data.get(f) for f in self.form.fields)  # fmt: skip

    @property
    def is_wrongly_filtered(self) -> bool:
        return self.form is not None and self.form.is_bound and not self.form.is_valid()

    @property
    def total(self) -> int:
        if not hasattr(self, "_total"):
            rows = self._rows
            self._total = rows.count() if isinstance(rows, QuerySet) else len(rows)
        return self._total

    @property
    def page(self) -> int:
        asked = self.asked.get("page", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return max(1, min(number, self.last_page))

    @property
    def last_page(self) -> int:
        return max(1, min(-(-self.total // PER_PAGE), LAST_PAGE))

    @property
    def shown(self) -> list[list[Cell]]:
        if not hasattr(self, "_shown"):
            begin = (self.page - 1) * PER_PAGE
            rows = self.prepare(list(self._rows[begin : begin + PER_PAGE]))
            titles = [(column, column.title) for column in self.columns]
            self._shown = [[_cell(column, title, row) for column, title in titles] for row in rows]
        return self._shown

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Override: what a page's rows need beside themselves, fetched at once for all of them."""
        return rows

    @property
    def headings(self) -> list[dict[str, Any]]:
        now = self._order()
        found = []
        for column in self.columns:
            is_up, is_down = now == column.name, now == f"-{column.name}"
            url = self.url(sort=f"-{column.name}" if is_up else column.name, page=None)
            found.append(
                {
                    "label": column.title,
                    "kind": column.kind,
                    "url": url if column.sort and self.total > 1 else "",
                    "order": "ascending" if is_up else "descending" if is_down else "",
                }
            )
        return found

    def url(self, **changes: Any) -> str:
        """This page's address with other values in it; None leaves one out."""
        asked = self.asked.copy()
        asked.pop("format", None)
        for name, value in changes.items():
            asked.pop(name, None)
            if value is not None:
                asked[name] = str(value)
        return f"{self.request.path}?{asked.urlencode()}" if asked else self.request.path

    @property
    def previous_url(self) -> str:
        return self.url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.page + 1) if self.page < self.last_page else ""

    @property
    def xlsx_url(self) -> str:
        return self.url(format="xlsx", page=None) if self.is_exportable and self.total else ""

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """What the filter form keeps of the address."""
        own = set(self.form.fields) if self.form else set()
        return [(k, v) for k, v in self.asked.items() if k not in own | {"page", "format"}]

    # --- the file ---

    @property
    def wants_xlsx(self) -> bool:
        return self.is_exportable and self.asked.get("format") == "xlsx"

    def to_xlsx(self, viewer: Viewer) -> HttpResponse:
        """The whole list as a file, as filtered and sorted; entered in the trail. Who, when and where stand in its footer."""
        lang = language()
        title, made = self.caption.in_(lang), get_now()
        answer = HttpResponse(content_type=XLSX)
        name = f"{title}-{made:%Y%m%d-%H%M}.xlsx"
        answer["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        rows = write_sheet(
            answer,  # type: ignore[arg-type] # it takes bytes as a file does
            title=title,
            headings=[Heading(c.title, _sheet_kind(c)) for c in self.columns],
            rows=([_sheet_value(c, row, lang) for c in self.columns] for row in self._all()),
            notes=[viewer.name, area_name(viewer.area_code), f"{made:%Y-%m-%d %H:%M}"],
        )
        details = {
            "table": type(self).__name__,
            "rows": rows,
            "asked": self.asked.urlencode()[:300],
        }
        audit.record(viewer, "foundation.export.made", object_type="table", details=details)
        return answer

    def _all(self) -> Iterator[Any]:
        rows = self._rows.iterator(2_000) if isinstance(self._rows, QuerySet) else iter(self._rows)
        rows = islice(rows, MOST_EXPORTED)
        while batch := list(islice(rows, 500)):
            yield from self.prepare(batch)

    # --- rows ---

    def _narrowed(self, rows: Any) -> Any:
        if self.form is None or not self.form.is_bound:
            return rows
        if not self.form.is_valid():
            return rows.none() if isinstance(rows, QuerySet) else []
        return self.narrow(rows, self.form.cleaned_data)

    def _order(self) -> str:
        asked = self.asked.get("sort", "")
        known = {c.name for c in self.columns if c.sort}
        return asked if asked.removeprefix("-") in known else self.order

    def _sorted(self, rows: Any) -> Any:
        order = self._order()
        column = next((c for c in self.columns if c.name == order.removeprefix("-")), None)
        if column is None or not column.sort or not isinstance(rows, QuerySet):
            return rows
        fields = (column.sort,) if isinstance(column.sort, str) else column.sort
        down = order.startswith("-")
        way = [F(f).desc(nulls_last=True) if down else F(f).asc(nulls_last=True) for f in fields]
        return rows.order_by(*way, "-pk" if down else "pk")


def _cell(column: Column, title: str, row: Any) -> Cell:
    return Cell(
        column,
        title,
        _shown(column, column.of(row)),
        column.link(row) if column.link else "",
        column.tone(row) if column.tone else "",
    )


def _shown(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Text):
        return value.in_(language())
    match column.kind:
        case "count":
            return count(value)
        case "money":
            return yuan(value)
        case "date":
            return day(value)
        case "time":
            return moment(value)
        case "area":
            return area_name(value)
    return str(value)


def _sheet_kind(column: Column) -> str:
    return "text" if column.kind == "area" else column.kind


def _sheet_value(column: Column, row: Any, lang: str) -> Any:
    value = column.of(row)
    if isinstance(value, Text):
        return value.in_(lang)
    if column.kind == "area" and value:
        return area_name(value)
    if column.kind == "time" and value is not None:
        return value.astimezone(CHINA)
    return value
