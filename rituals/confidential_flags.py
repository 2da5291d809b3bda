"""Confidential flags: a risk told to one person, of whose reporter nothing is stored (feature 31, FAULTS F8).

Everything that has to be found again follows from a seed that only the reporter's open form holds: the flag's id, and
the code with which they read the answer. The database holds what the code hashes to. So the same form, sent twice,
comes to the same flag, without anybody having noted who sent it.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from rituals.ids import ConfidentialFlagId, PersonId
from rituals.people import Person, Role
from rituals.presence import is_reachable
from rituals.program import Program

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that look alike on a screen."""
_ID_LENGTH = 5
_FIRST = (
    "amber apple basil birch cedar cherry clover copper coral cotton crystal daisy ember fern flint ginger "
    "granite hazel honey indigo ivory jade juniper lemon lilac linen maple marble mint moss olive opal "
    "orange pearl pepper pine plum poppy quartz quince rose ruby rust saffron sage sand satin scarlet "
    "silver slate spruce steel stone sugar thyme tulip velvet violet walnut wheat willow wine winter yarrow"
)
_SECOND = (
    "anchor arch bay beach bell boat bridge brook candle canyon castle cliff cloud coast comet compass "
    "creek delta desert dune falcon field forest fountain garden glacier harbor heron hill island lake lantern "
    "lark meadow mill moon mountain ocean orchard otter owl path pond prairie raven reef ridge river "
    "road robin rocket sail shore sky spring star storm stream swan tower trail valley wave wind"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialFlag:
    """What somebody told `recipient`, and nobody else.

    Who reported it is nowhere: `code_hash` is what the reporter's code hashes to, with which they read the answer.
    `told_at` and `answered_at` are UTC.
    """

    id: ConfidentialFlagId
    what: str
    recipient: PersonId
    told_at: datetime
    code_hash: str
    answer: str | None = None
    answered_at: datetime | None = None


def confidants(program: Program, *, reporter: PersonId) -> tuple[Person, ...]:
    """Return who can be told in confidence: who steers, controls, administers or sponsors; not the reporter."""
    sponsors = {each.sponsor for each in program.initiatives.values()}
    roles = {Role.STEERING, Role.CONTROLLER, Role.ADMIN}
    found = (
        each
        for each in program.people.values()
        if each.id != reporter and is_reachable(each) and (each.roles & roles or each.id in sponsors)
    )
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def build_confidential_flag(
    seed: str, attempt: int, *, what: str, recipient: PersonId, now: datetime
) -> ConfidentialFlag:
    """Build the flag that follows from a seed; `attempt` counts up where another flag has the id already."""
    key = _id_of(seed, attempt)
    return ConfidentialFlag(
        id=key, what=what, recipient=recipient, told_at=now, code_hash=hash_code(key, code_of(seed))
    )


def code_of(seed: str) -> str:
    """Return the code that follows from a seed, `plum-river-42`: easy to write down, and to read aloud."""
    digest = sha256(f"code:{seed}".encode()).digest()
    first, second = (
        words.split()[byte % len(words.split())] for words, byte in zip((_FIRST, _SECOND), digest[:2], strict=True)
    )
    return f"{first}-{second}-{int.from_bytes(digest[2:6]) % 90 + 10}"


def hash_code(flag: ConfidentialFlagId, code: str) -> str:
    """Return what the database keeps of a code, salted with the flag's id."""
    return sha256(f"{flag}:{code.strip().casefold()}".encode()).hexdigest()


def is_opened_by(flag: ConfidentialFlag, code: str) -> bool:
    """Tell whether this is the reporter's code, in the same time for every wrong one."""
    return compare_digest(flag.code_hash, hash_code(flag.id, code))


def _id_of(seed: str, attempt: int) -> ConfidentialFlagId:
    digest = sha256(f"id:{attempt}:{seed}".encode()).digest()
    return ConfidentialFlagId("C-" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:_ID_LENGTH]))
