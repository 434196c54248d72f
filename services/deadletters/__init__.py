"""Dead letters after the fact: finding them on the event log, and putting them back once their cause is mended."""
