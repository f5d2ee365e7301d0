"""What the database itself enforces in this app: see foundation/row_security.py."""

from django.db import migrations

from doudi.foundation.row_security import append_only, append_only_but_area, audited, secure

# Each has a family in it.
BY_AREA = [
    "application",
    "appraisal",
    "award",
    "campaign",
    "campaignitem",
    "case",
    "clock",
    "consent",
    "crosscheck",
    "decision",
    "draw",
    "hold",
    "lead",
    "letter",
    "listfile",
    "notice",
    "objection",
    "opinion",
    "papersnotice",
    "relativeflag",
    "spotcheck",
    "step",
    "takeover",
    "takeoverrow",
    "visit",
    "visitpaper",
]
HISTORY = [
    f"{name}event"
    for name in (
        "application",
        "award",
        "campaign",
        "case",
        "lawchange",
        "lead",
        "letter",
        "notice",
    )
]
# The law and the offices' numbers name nobody.
SHARED = ["lawchange", "lawpack", "lawsnapshot", "numberseries"]
ADDED_TO_ONLY = ["decision", "draw", "opinion", "step"]


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial"), ("foundation", "0002_database_rules")]

    operations = [
        *(secure(f"casework_{name}") for name in BY_AREA),
        *(
            secure(f"casework_{name}", write_anywhere=True)
            for name in HISTORY
            if name != "lawchangeevent"
        ),
        *(audited(f"casework_{name}") for name in BY_AREA + SHARED),
        *(append_only_but_area(f"casework_{name}") for name in ADDED_TO_ONLY),
        append_only("casework_lawsnapshot"),
        append_only("casework_lawpack"),
    ]
