"""Addresses of the intake: the window, the walk through an application, papers."""

from django.urls import path

from doudi.casework.views import applications, intake, intake_questions, papers, pushes

APPLICATION = "applications/<int:application_id>/"
urlpatterns = [
    path("intake/", intake.start, name="intake"),
    path("intake/households/<int:household_id>/", intake.choose_applicant, name="intake_applicant"),
    path(APPLICATION, applications.show_application, name="application"),
    path(f"{APPLICATION}who/", intake.say_who, name="intake_who"),
    path(f"{APPLICATION}trouble/", intake.say_trouble, name="intake_trouble"),
    path(f"{APPLICATION}urgent/", intake.say_urgent, name="intake_urgent"),
    path(f"{APPLICATION}programmes/", intake_questions.choose, name="intake_programmes"),
    path(f"{APPLICATION}facts/", intake_questions.ask, name="intake_facts"),
    path(f"{APPLICATION}relatives/", intake.say_relatives, name="intake_relatives"),
    path(f"{APPLICATION}consents/", intake_questions.sign, name="intake_consents"),
    path(f"{APPLICATION}check/", intake.check_answers, name="intake_check"),
    path(f"{APPLICATION}give-up/", intake.give_up, name="intake_give_up"),
    path("consents/<int:consent_id>/withdraw/", intake_questions.withdraw, name="withdraw_consent"),
    path("<int:case_id>/papers/", papers.handle_papers, name="papers"),
    path("<int:case_id>/push/", pushes.push, name="push_case"),
    path("<int:case_id>/feedback/", pushes.feed_back, name="push_feedback"),
    path("sent-on/", pushes.show_sent_on, name="sent_on"),
]
