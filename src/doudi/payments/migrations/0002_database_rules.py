"""What the database itself enforces in this app: see foundation/row_security.py."""

from django.db import migrations

from doudi.foundation.row_security import append_only_but_area, audited, secure

BY_AREA = [
    "bankfile",
    "cover",
    "due",
    "fund",
    "funding",
    "ledgerentry",
    "line",
    "payeeaccount",
    "paymentrun",
    "receivable",
    "returnfile",
    "runpart",
    "transfer",
]
HISTORY = [
    f"{name}event" for name in ("fund", "funding", "payeeaccount", "paymentrun", "receivable")
]
ADDED_TO_ONLY = ["due", "ledgerentry", "transfer"]


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("foundation", "0002_database_rules")]

    operations = [
        *(secure(f"payments_{name}") for name in BY_AREA),
        *(secure(f"payments_{name}", write_anywhere=True) for name in HISTORY),
        *(audited(f"payments_{name}") for name in BY_AREA),
        *(append_only_but_area(f"payments_{name}") for name in ADDED_TO_ONLY),
    ]
