"""Made-up card numbers of right form."""


def card(place: int) -> str:
    """With a right check digit (ISO/IEC 7812-1), another for each place."""
    body = f"621700009{place:09}"
    total = 0
    for at, digit in enumerate(reversed(body)):
        value = int(digit)
        if at % 2 == 0:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return body + str(-total % 10)
