"""Forms: what an open modal stands for, kept here so that the modal itself carries one opaque id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from rituals.ids import FormId, PersonId


class FormKind(Enum):
    CHECK_IN = "check_in"
    FLAG = "flag"
    FLAG_ANSWER = "flag_answer"
    COUNTER = "counter"
    REFUSAL = "refusal"
    ACKNOWLEDGE = "acknowledge"
    DECISION = "decision"
    RECOVERY = "recovery"
    DIGEST_MESSAGE = "digest_message"
    DATE_MOVE = "date_move"
    DATE_MOVE_ANSWER = "date_move_answer"
    SECOND_OPINION = "second_opinion"
    DISPOSITION = "disposition"
    CONFIDENTIAL_FLAG = "confidential_flag"
    CONFIDENTIAL_ANSWER = "confidential_answer"
    AWAY = "away"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A modal opened by `person` about `subject`; `draft` holds what was typed on the steps already sent.

    `submitted_at` is set once, in the transaction that applies the form: a second submission finds it set and
    changes nothing. `receipt` is what the person was told then.
    """

    id: FormId
    kind: FormKind
    person: PersonId
    subject: str
    opened_at: datetime
    draft: Mapping[str, Any] = field(default_factory=dict)
    submitted_at: datetime | None = None
    receipt: str | None = None
