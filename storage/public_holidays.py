"""Public holidays by country or region, from the `holidays` library, which keeps them up to date."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

from holidays import country_holidays, list_supported_countries

from rituals.program import Program


@cache
def known_countries() -> Collection[str]:
    """Return every country and region whose holidays are known, as a program file names them: "DE", "DE-BY"."""
    supported = list_supported_countries(include_aliases=False)
    regions = {f"{country}-{region}" for country, known in supported.items() for region in known}
    return frozenset(supported) | regions


def holidays_of(program: Program) -> Mapping[str, frozenset[date]]:
    """Return the public holidays of every country that the program names.

    They reach from the year before it was loaded to the year after its last date.
    """
    named = {program.cadence.country} | {person.country for person in program.people.values()}
    years = _years_of(program)
    return {each: _holidays(each, years.start, years.stop) for each in sorted(filter(None, named))}


def _years_of(program: Program) -> range:
    dates = [each.committed_on for each in program.initiatives.values()]
    dates += [each.needed_by for each in program.dependencies.values()]
    first = program.loaded_at.year if program.loaded_at else min(dates, default=date.min).year
    return range(first - 1, max((each.year for each in dates), default=first) + 2)


@cache
def _holidays(country: str, first: int, end: int) -> frozenset[date]:
    name, _, region = country.partition("-")
    return frozenset(country_holidays(name, subdiv=region or None, years=range(first, end)))
