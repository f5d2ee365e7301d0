import time_machine

from doudi.foundation.clock import get_today


def test_the_legal_day_is_chinas_wherever_the_server_stands():
    with time_machine.travel("2026-03-01T15:59:59+00:00", tick=False):
        assert get_today().isoformat() == "2026-03-01"
    with time_machine.travel("2026-03-01T16:00:00+00:00", tick=False):
        assert get_today().isoformat() == "2026-03-02"
