"""A job whose work is easy to count: areas, each of which the database takes only once."""

import datetime as dt

from django.db import connection

from doudi.foundation import audit
from doudi.foundation.jobs import register_job
from doudi.foundation.models import Area
from doudi.units.text import Text

KIND = "faults.areas"


def register():
    register_job(KIND, label=Text("写区划", "write areas"), perform=write_areas, finish=count_areas)


def write_areas(run, item, viewer):
    """One statement for each row, so that a kill may fall between any two of them."""
    for number in range(item.payload["from"], item.payload["to"]):
        Area.objects.create(
            code=f"{900_000_000_000 + number}", name="村", valid_from=dt.date(2022, 1, 1)
        )
    audit.record(viewer, "foundation.area.changed", object_type="item", object_id=item.number)
    return {"backend": connection.connection.info.backend_pid}


def count_areas(run, viewer):
    run.message = {"zh": f"共 {Area.objects.count()} 个", "en": f"{Area.objects.count()} areas"}
