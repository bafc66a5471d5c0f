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
        """Questions that need an answer and have none."""
        given, questions = self.answers(), current_pack().segmentation.questions
        return [q for q in questions if q.id not in given and not q.optional]
