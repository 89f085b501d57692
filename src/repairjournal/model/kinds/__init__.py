"""The closed set of kinds: to add one, write its file and add its line here."""

from __future__ import annotations

from repairjournal.model.kind import Kind
from repairjournal.model.kinds import assessment, experiment, moment, narrative, practice, reading, reflection, trigger

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (trigger, practice, experiment, narrative, assessment, reflection, moment, reading)
}
