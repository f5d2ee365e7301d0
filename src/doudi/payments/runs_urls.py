"""Runs: the list, a new one, one of them, its lines, the two signatures."""

from django.urls import path

from doudi.payments.views import lines, paid_before, runs

RUN = "runs/<int:payment_run_id>/"
urlpatterns = [
    path("runs/", runs.show_runs, name="runs"),
    path("runs/new/", runs.new_run, name="new_run"),
    path(RUN, runs.show_run, name="run"),
    path(f"{RUN}sign/", runs.sign, name="sign_run"),
    path(f"{RUN}replan/", runs.replan, name="replan_run"),
    path(f"{RUN}release/", runs.release, name="release_run"),
    path(f"{RUN}drop/", runs.drop, name="drop_run"),
    path(f"{RUN}compare/", paid_before.compare_run, name="compare_run"),
    path(f"{RUN}differences/", paid_before.show_differences, name="paid_differences"),
    path(f"{RUN}differences/settle/", paid_before.settle, name="settle_differences"),
    path(f"{RUN}lines/", lines.show_lines, name="lines"),
]
