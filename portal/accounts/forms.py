"""Who are you."""

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, PasswordField, SelectField
from wtforms.validators import ValidationError

from portal.forms import BaseForm, TextField, options, tidy
from portal.i18n import _
from portal.i18n import lazy_gettext as _l


class EmailField(TextField):
    """An e-mail address, lower-cased."""

    data: str

    def pre_validate(self, form: object) -> None:
        """Required and well formed."""
        super().pre_validate(form)
        if not self.data:
            return
        try:
            found = validate_email(self.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(
                _("This is not an e-mail address. It looks like name@company.vn.")
            ) from None
        self.data = found.normalized.lower()


class SignInForm(BaseForm):
    """Password, or nothing but the address for a one-time link."""

    email = EmailField(_l("E-mail"))
    password = PasswordField(_l("Password"), filters=[tidy])


class LinkForm(BaseForm):
    """The address a one-time link goes to."""

    email = EmailField(_l("E-mail"))


class SignUpForm(BaseForm):
    """A buyer who was not invited opens an account."""

    name = TextField(_l("Full name"))
    company = TextField(_l("Company"))
    email = EmailField(_l("E-mail"))
    job = TextField(_l("Job"), required=False)
    consent = BooleanField()


class ProfileForm(BaseForm):
    """What a person may change about themselves."""

    name = TextField(_l("Full name"))
    form_of_address = TextField(_l("Form of address"), required=False, longest=20)
    phone = TextField(_l("Phone"), required=False, longest=30)
    job = TextField(_l("Job"), required=False)
    language = SelectField(
        _l("Language"), choices=options({"vi": "Tiếng Việt", "en": "English"}.items())
    )
