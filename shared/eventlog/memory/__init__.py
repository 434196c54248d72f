"""An event log in memory that fails on command: for tests of everything that must survive a failing log."""

from shared.eventlog.memory.faults import Fault, FaultKind, FaultPlan, Operation
from shared.eventlog.memory.log import MemoryConsumer, MemoryEventLog

__all__ = ["Fault", "FaultKind", "FaultPlan", "MemoryConsumer", "MemoryEventLog", "Operation"]
