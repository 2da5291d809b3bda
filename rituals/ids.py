"""The ids of everything Drumbeat remembers, one type each, so that a team is never passed for an initiative."""

from typing import NewType

WorkspaceId = NewType("WorkspaceId", str)
"""Slack's team id, `T…`."""
SlackUserId = NewType("SlackUserId", str)
"""Slack's user id, `U…` or `W…`."""
ChannelId = NewType("ChannelId", str)
"""Slack's conversation id, `C…`, `G…` or `D…`."""

PersonId = NewType("PersonId", str)
"""The key of a person in the program file."""
TeamId = NewType("TeamId", str)
GoalId = NewType("GoalId", str)
MetricId = NewType("MetricId", str)
InitiativeId = NewType("InitiativeId", str)
DependencyId = NewType("DependencyId", str)

CheckInId = NewType("CheckInId", str)
"""`person:cycle`, such as `maria:2026-W48`: one person is asked once per cycle."""
RecoveryId = NewType("RecoveryId", str)
FlagId = NewType("FlagId", str)
"""`F-12`: counted up within a workspace, short enough to say aloud."""
ConfidentialFlagId = NewType("ConfidentialFlagId", str)
"""`C-` and random letters: numbers would tell when somebody reported."""
EscalationId = NewType("EscalationId", str)
"""`R-3`."""
TradeOffId = NewType("TradeOffId", str)
"""`T-4`."""
DecisionId = NewType("DecisionId", str)
"""`D-4`."""
SignalId = NewType("SignalId", str)
"""`rule:subject`: a rule raises the same thing once."""
PauseId = NewType("PauseId", str)
"""`P-2`."""
DateMoveId = NewType("DateMoveId", str)
"""`M-7`."""
FormId = NewType("FormId", str)
"""Random and opaque: what an open form carries instead of data."""
AnnouncementKey = NewType("AnnouncementKey", str)
"""What is said, to whom and for which occasion; the same key is said once."""
