"""Services bought with care money: who gives them, for whom, hours of a month and their confirmation."""

from django.urls import path

from doudi.payments.views import care, care_deeds, care_providers

ONE = "services/<int:care_agreement_id>/"
MONTH = "services/months/<int:care_month_id>/"
PROVIDER = "services/providers/<int:care_provider_id>/"
urlpatterns = [
    path("services/", care.show_services, name="services"),
    path("services/new/", care.choose_person, name="choose_care"),
    path("services/new/<int:care_award_id>/", care_deeds.new_agreement, name="new_care"),
    path("services/providers/", care_providers.show_providers, name="care_providers"),
    path("services/providers/new/", care_providers.new_provider, name="new_care_provider"),
    path(PROVIDER, care_providers.show_provider, name="care_provider"),
    path(f"{PROVIDER}account/", care_providers.new_account, name="care_provider_account"),
    path(ONE, care.show_agreement, name="care"),
    path(f"{ONE}hours/", care_deeds.deliver, name="care_hours"),
    path(f"{ONE}end/", care_deeds.end, name="end_care"),
    path(MONTH, care_deeds.show_month, name="care_month"),
    path(f"{MONTH}correct/", care_deeds.correct, name="correct_care"),
]
