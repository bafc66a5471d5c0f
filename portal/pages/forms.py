"""What a visitor tells about themselves."""

from typing import Any

from flask import request

from portal.forms import BaseForm
from portal.packs import current_pack


class AnswersForm(BaseForm):
    """The segment questions; their names come from the pack, so they are read by hand."""

    def answers(self) -> dict[str, str]:
        """Question id → answer id, only known ones."""
        found: dict[str, str] = {}
        for question in current_pack().segmentation.questions:
            answer = request.form.get(question.id, "")
            if answer in {option.code for option in question.options}:
                found[question.id] = answer
        return found

    def missing(self) -> list[Any]:
        """Questions without an answer."""
        given = self.answers()
        return [q for q in current_pack().segmentation.questions if q.id not in given]
