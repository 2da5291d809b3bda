"""The three ways out of a forecast that an input makes impossible (feature 36)."""

from handlers.blocks.words import say_date
from handlers.check_in_sittings import Sitting
from handlers.dependencies import ask_for_earlier_date
from handlers.escalations import open_resolution
from rituals.conclusions import Conclusion
from rituals.feasibility import Obstacle, WayOut, wanted_from_provider
from storage.database import WorkspaceSession


def take_way_out(session: WorkspaceSession, conclusion: Conclusion, obstacle: Obstacle, sitting: Sitting) -> str:
    """Do what the owner chose about an input that comes too late, and return what the receipt says of it."""
    earliest = say_date(obstacle.earliest_on)
    match conclusion.answer.way_out:
        case WayOut.ASK:
            wanted = _ask(session, conclusion, obstacle, sitting)
            return f"{wanted} Until there is an answer, the forecast is {earliest}."
        case WayOut.RAISE:
            raised = _raise(session, conclusion, obstacle, sitting)
            return f"{raised} Until then the forecast is {earliest}."
        case WayOut.MOVE | None:
            return f"Your forecast was moved to {earliest}, when “{obstacle.dependency.deliverable}” can be used."


def _ask(session: WorkspaceSession, conclusion: Conclusion, obstacle: Obstacle, sitting: Sitting) -> str:
    program, dependency = sitting.program, obstacle.dependency
    typed_on = conclusion.answer.forecast_on or obstacle.earliest_on
    possible_on = wanted_from_provider(typed_on, dependency, calendar=program.cadence.calendar())
    wanted_on = max(possible_on, sitting.today)
    ask_for_earlier_date(session, dependency, wanted_on, asked_by=sitting.actor, program=program, now=sitting.now)
    provider = program.teams[dependency.provider].name
    return f"{provider} was asked for “{dependency.deliverable}” by {say_date(wanted_on)}."


def _raise(session: WorkspaceSession, conclusion: Conclusion, obstacle: Obstacle, sitting: Sitting) -> str:
    program, dependency = sitting.program, obstacle.dependency
    typed_on = conclusion.answer.forecast_on or obstacle.earliest_on
    why = (
        f"{conclusion.standing.initiative.name} is wanted by {say_date(typed_on)}. It waits for "
        f"“{dependency.deliverable}”, promised for {say_date(obstacle.arrives_on)}, and so cannot be done before "
        f"{say_date(obstacle.earliest_on)}."
    )
    escalation = open_resolution(session, dependency, why, program=program, now=sitting.now)
    decider = program.people[escalation.decider].name
    return f"Raised as {escalation.id}: {decider} decides by {say_date(escalation.decide_by)}."
