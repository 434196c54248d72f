"""What judging a document costs beside reading it, in processor time of one process."""
