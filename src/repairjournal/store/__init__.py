"""The journal is kept here: the only room that knows SQL.

Names are loaded when they are asked for: `status` needs `glance` alone, and the rest costs it twice its time.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from repairjournal.store.acts import Act
    from repairjournal.store.drafts import holder
    from repairjournal.store.journal import Journal, NoJournal, open_journal
    from repairjournal.store.rows import new_id

__all__ = ["Act", "Journal", "NoJournal", "holder", "new_id", "open_journal"]

_HOMES = {"Act": "acts", "holder": "drafts", "new_id": "rows"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'journal')}"), name)
