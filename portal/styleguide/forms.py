"""A form with a field of every kind, once filled well and once with mistakes."""

from collections.abc import Callable

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, Regexp

from portal.forms import options

Say = Callable[[str, str], str]


class SampleForm(Form):
    """Nothing is stored: the fields exist to be looked at."""

    phone = StringField()
    months = StringField()
    note = TextAreaField()
    province = SelectField()
    voltage = RadioField()
    bills = FileField()
    consent = BooleanField()

    @classmethod
    def worded(cls, say: Say, data: MultiDict[str, str]) -> "SampleForm":
        """The form with labels and choices in the reader's language."""
        form = cls(data)
        labels = {
            "phone": say("Phone", "Số điện thoại"),
            "months": say("Mean consumption", "Điện năng tiêu thụ trung bình"),
            "note": say("One sentence for the next person", "Một câu cho người sau"),
            "province": say("Province", "Tỉnh, thành phố"),
            "voltage": say("Voltage level", "Cấp điện áp"),
            "bills": say("Twelve bills", "Mười hai hóa đơn"),
            "consent": say(
                "I agree to get the link of the held price at this number.",
                "Tôi đồng ý nhận liên kết giữ giá qua số này.",
            ),
        }
        for name, label in labels.items():
            form[name].label.text = label
        form.province.choices = options(
            {"hn": "Hà Nội", "hcm": "TP. Hồ Chí Minh", "dn": "Đà Nẵng"}.items()
        )
        form.voltage.choices = options(
            {
                "low": say("Below 6 kV", "Dưới 6 kV"),
                "mid": say("6 to below 22 kV", "Từ 6 đến dưới 22 kV"),
                "high": say("22 kV and above", "Từ 22 kV trở lên"),
            }.items()
        )
        form.note.validators = [Optional()]
        form.note.flags.optional = True
        return form

    @classmethod
    def filled(cls, say: Say) -> "SampleForm":
        """As a buyer leaves it."""
        typed = {"phone": "0903 118 246", "months": say("1,850", "1.850"), "province": "hcm"}
        return cls.worded(say, MultiDict({**typed, "voltage": "mid", "consent": "y"}))

    @classmethod
    def broken(cls, say: Say) -> "SampleForm":
        """With mistakes: each says what is true and what to type."""
        form = cls.worded(say, MultiDict({"phone": "09031", "months": "18x0", "province": "hn"}))
        need = say("Choose one answer.", "Hãy chọn một câu trả lời.")
        form.phone.validators = [
            Regexp(r"\d{10}", message=say("This number has 5 digits; a mobile number has 10.",
                   "Số này có 5 chữ số; số di động có 10 chữ số."))
        ]  # fmt: skip
        form.months.validators = [
            Regexp(r"[\d.,]+$", message=say("“18x0” is not a number. Type it like 1,850.",
                   "“18x0” không phải là số. Hãy nhập như 1.850."))
        ]  # fmt: skip
        form.voltage.validators = [InputRequired(need)]
        tick = say("Tick this, or close the page.", "Hãy đánh dấu, hoặc đóng trang.")
        form.consent.validators = [InputRequired(tick)]
        form.validate()
        return form
