"""What was paid too much: what is to be looked at, what is to come back, one receivable and what is done with it."""

from django.urls import path

from doudi.payments.views import recovery, recovery_deeds

ONE = "recovery/<int:receivable_id>/"
urlpatterns = [
    path("recovery/", recovery.show_receivables, name="receivables"),
    path("recovery/look/", recovery.show_too_much, name="too_much"),
    path("recovery/family/<int:household_id>/", recovery.show_family, name="too_much_of"),
    path("recovery/award/<int:award_id>/", recovery.propose, name="propose_receivable"),
    path(ONE, recovery.show_receivable, name="receivable"),
    path(f"{ONE}sign/", recovery_deeds.sign, name="sign_receivable"),
    path(f"{ONE}drop/", recovery_deeds.drop, name="drop_receivable"),
    path(f"{ONE}repay/", recovery_deeds.repay, name="repay_receivable"),
    path(f"{ONE}plan/", recovery_deeds.plan, name="plan_receivable"),
    path(f"{ONE}waive/", recovery_deeds.waive, name="waive_receivable"),
    path(f"{ONE}refund/", recovery_deeds.refund, name="refund_receivable"),
    path(f"{ONE}fine/", recovery_deeds.fine, name="fine_receivable"),
    path("lines/<int:line_id>/give-up/", recovery_deeds.give_up, name="give_up_line"),
]
