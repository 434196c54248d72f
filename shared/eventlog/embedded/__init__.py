"""The event log of one machine: a SQLite file in WAL mode, shared by any number of processes and threads.

Outputs and watermarks of a commit are one transaction, so between stages on this log every record has its
effect exactly once, whatever is killed and when.
"""

from shared.eventlog.embedded.attempts import EmbeddedAttempts
from shared.eventlog.embedded.log import EmbeddedEventLog

__all__ = ["EmbeddedAttempts", "EmbeddedEventLog"]
