"""Phone numbers as people in Vietnam write them."""

import phonenumbers


class NotAPhone(ValueError):
    """The text is no phone number that could ring."""


def normal_phone(typed: str, country: str = "VN") -> str:
    """The number as stored, +84 without the leading 0.

    Raises:
        NotAPhone: it cannot be a number.

    >>> normal_phone("0903 118 246")
    '+84903118246'
    """
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone(typed) from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone(typed)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(stored: str) -> str:
    """The number as people read it.

    >>> shown_phone("+84912345678")
    '0912 345 678'
    """
    try:
        number = phonenumbers.parse(stored, "VN")
    except phonenumbers.NumberParseException:
        return stored
    home = number.country_code == 84
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL)
