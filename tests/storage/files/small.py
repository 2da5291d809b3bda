"""A small program file in both forms, which tests change in one place."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rituals.program import Program
from storage.files import Result, read

YAML = """\
name: Small
zone: Europe/London
cadence:
  digest_channel: "#leadership"
policy:
  lead_days: 8
people:
  ann: {name: Ann, slack_id: U0ANN, roles: [admin, steering]}
  maya: {name: Maya, email: maya@small.example, manager: ann, deputy: ann}
  sam: {name: Sam, slack_id: U0SAM, manager: maya}
teams:
  core: {name: Core, lead: sam, channel: "#core"}
  apps: {name: Apps, lead: maya, channel: "#apps"}
goals:
  growth:
    name: Grow
    level: pillar
    owner: ann
    value_at_stake: 4M
    goals:
      launch: {name: Launch, level: program}
metrics:
  users:
    name: Users
    kind: lagging
    unit: people
    direction: up
    baseline: 100
    target: 200
    limit: 90
    goal: growth
    readings:
      - {date: 2026-01-05, value: 110, source: report}
initiatives:
  base:
    name: Base
    goal: growth
    team: core
    owner: sam
    due: 2026-03-31
  app:
    name: App
    goal: launch
    team: apps
    owner: maya
    outcome_owner: ann
    sponsor: ann
    controller: ann
    metric: users
    target: 200
    due: 2026-05-29
    stage: decided
dependencies:
  api:
    deliverable: The API
    provider_initiative: base
    consumer: app
    needed_by: 2026-04-15
    promised: 2026-04-10
  help:
    deliverable: Help with the launch
    provider: core
    consumer: app
    needed_by: 2026-05-15
"""

CSV = {
    "program.csv": "key,value\nname,Small\nzone,Europe/London\ndigest_channel,#leadership\nlead_days,8\n",
    "people.csv": (
        "id,name,slack_id,email,manager,deputy,roles\n"
        "ann,Ann,U0ANN,,,,admin;steering\n"
        "maya,Maya,,maya@small.example,ann,ann,\n"
        "sam,Sam,U0SAM,,maya,,\n"
    ),
    "teams.csv": "id,name,lead,channel\ncore,Core,sam,#core\napps,Apps,maya,#apps\n",
    "goals.csv": (
        "id,name,level,parent,owner,value_at_stake\ngrowth,Grow,pillar,,ann,4M\nlaunch,Launch,program,growth,,\n"
    ),
    "metrics.csv": (
        "id,name,kind,unit,direction,baseline,target,limit,goal\nusers,Users,lagging,people,up,100,200,90,growth\n"
    ),
    "readings.csv": "metric,date,value,source\nusers,2026-01-05,110,report\n",
    "initiatives.csv": (
        "id,name,goal,team,owner,outcome_owner,sponsor,controller,metric,target,due,stage\n"
        "base,Base,growth,core,sam,,,,,,2026-03-31,\n"
        "app,App,launch,apps,maya,ann,ann,ann,users,200,2026-05-29,decided\n"
    ),
    "dependencies.csv": (
        "id,deliverable,provider,provider_initiative,consumer,needed_by,promised\n"
        "api,The API,,base,app,2026-04-15,2026-04-10\n"
        "help,Help with the launch,core,,app,2026-05-15,\n"
    ),
}
"""The same program as CSV files."""

Small = Callable[..., Program]
"""What the fixture `small` gives."""


def changed(text: str, old: str, new: str) -> str:
    """Return `text` with the one place where `old` stands changed."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def read_yaml(folder: Path, text: str | bytes) -> Result:
    """Read a YAML file of this content."""
    path = folder / "program.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path)


def write_csv(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write CSV files into a folder of their own."""
    path = folder / "program"
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_csv(folder: Path, **changes: str | bytes) -> Result:
    """Read the small program from CSV files, some of them with other content; `people=` is `people.csv`."""
    return read(write_csv(folder, CSV | {f"{name}.csv": content for name, content in changes.items()}))
