"""Where documents come from: files found below paths, submissions made of them, and their bytes opened again by URI."""

from shared.sources.discover import Found, Trouble, discover
from shared.sources.fetch import fetch
from shared.sources.submission import submission_of

__all__ = ["Found", "Trouble", "discover", "fetch", "submission_of"]
