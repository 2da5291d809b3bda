"""Which initiative a flag is likely to hit, told from where and by whom it is raised (feature 23)."""

from dataclasses import dataclass

from rituals.ids import InitiativeId, TeamId
from rituals.people import Person
from rituals.program import Initiative, Program, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The initiatives a flag can hit, the likeliest first. `guess` is None where nothing points to one."""

    own_teams: tuple[Initiative, ...]
    others: tuple[Initiative, ...]
    guess: InitiativeId | None

    @property
    def all(self) -> tuple[Initiative, ...]:
        return self.own_teams + self.others


def find_targets(
    program: Program, person: Person, *, raised_in: str | None, about: InitiativeId | None = None
) -> Targets:
    """Return what a flag by `person` in the channel `raised_in` (Slack's id) can hit.

    What the thread is `about` counts most, then the channel's team, then what the person owns, then their teams, then
    the nearest date.
    """
    here = {team.id for team in program.teams.values() if raised_in is not None and team.channel_id == raised_in}
    teams = here | _teams_of(program, person)
    live = [initiative for initiative in program.initiatives.values() if initiative.stage is not Stage.CLOSED]

    def likelihood(initiative: Initiative) -> tuple[object, ...]:
        return (
            initiative.id != about,
            initiative.team not in here,
            initiative.owner != person.id,
            not _owns(person, initiative),
            initiative.team not in teams,
            initiative.committed_on,
            initiative.id,
        )

    ranked = sorted(live, key=likelihood)
    pointed_at = (each for each in ranked if each.id == about or each.team in here or _owns(person, each))
    return Targets(
        own_teams=tuple(each for each in ranked if each.team in teams),
        others=tuple(each for each in ranked if each.team not in teams),
        guess=next((each.id for each in pointed_at), None),
    )


def search_targets(targets: Targets, words: str) -> tuple[Initiative, ...]:
    """Return the targets in whose name or id each of the words occurs, the likeliest first."""
    wanted = words.casefold().split()
    return tuple(each for each in targets.all if all(word in f"{each.id} {each.name}".casefold() for word in wanted))


def _teams_of(program: Program, person: Person) -> set[TeamId]:
    led = {team.id for team in program.teams.values() if team.lead == person.id}
    return led | {each.team for each in program.initiatives.values() if _owns(person, each)}


def _owns(person: Person, initiative: Initiative) -> bool:
    return person.id in (initiative.owner, initiative.outcome_owner)
