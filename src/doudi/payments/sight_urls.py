"""One payment followed to its decision; what was paid to a family or a person, and why."""

from django.urls import path

from doudi.payments.views import lines, statements

urlpatterns = [
    path("lines/<int:line_id>/", lines.show_line, name="line"),
    path("households/<int:household_id>/", statements.of_household, name="household_payments"),
    path("persons/<int:person_id>/", statements.of_person, name="person_payments"),
]
