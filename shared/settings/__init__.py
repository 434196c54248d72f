"""Settings of the programs: from the environment, a secrets folder and a file, checked before anything is opened.

A component declares its settings as a *group*, a frozen model in its own package; a program composes the groups it
needs in a class derived from `Settings`, and `load_settings` fills it. Every variable is called
`FISCUS_<GROUP>__<FIELD>`.

The names are loaded when they are asked for: a group can be declared, or an option given, without loading what reads
settings and opens logs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shared.settings.event_log import open_event_log
    from shared.settings.groups import EventLogSettings, ServiceSettings, SettingsGroup
    from shared.settings.load import Settings, load_settings

__all__ = [
    "EventLogSettings",
    "ServiceSettings",
    "Settings",
    "SettingsGroup",
    "load_settings",
    "open_event_log",
]

_HOMES: Final = {
    "EventLogSettings": "groups",
    "ServiceSettings": "groups",
    "Settings": "load",
    "SettingsGroup": "groups",
    "load_settings": "load",
    "open_event_log": "event_log",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    """Load a name from its module. Raises AttributeError for a name that is none of ours."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
