"""A file of offers."""

from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from portal.forms import BaseForm, NumberField
from portal.i18n import _
from portal.i18n import lazy_gettext as _l

MOST_BYTES = 1_000_000
MOST_DOLLAR = 1_000_000


class RivalFileForm(BaseForm):
    """A table or a published rate, and what a dollar is worth where it is in dollars."""

    offers_file = FileField(_l("File of offers"))
    dollar = NumberField(_l("One US dollar"), required=False, minimum=0, maximum=MOST_DOLLAR)

    content: bytes = b""

    def validate_offers_file(self, field: FileField) -> None:
        """Needed, and no larger than any list of offers is."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file."))
        self.content = field.data.read(MOST_BYTES + 1)
        if len(self.content) > MOST_BYTES:
            raise ValidationError(_("The file is larger than 1 MB: that is no list of offers."))
        if not self.content.strip():
            raise ValidationError(_("The file is empty."))
