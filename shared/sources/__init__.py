"""Where documents come from: found below paths and prefixes, submitted by their hash, and opened again by URI."""

from shared.sources.discover import Found, PassedOver, Trouble, discover
from shared.sources.fetch import Sources
from shared.sources.place import SourceRefusedError
from shared.sources.settings import SourceSettings
from shared.sources.submission import submission_of

__all__ = [
    "Found",
    "PassedOver",
    "SourceRefusedError",
    "SourceSettings",
    "Sources",
    "Trouble",
    "discover",
    "submission_of",
]
