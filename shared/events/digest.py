"""The digest of a document's sections, by which a manifest and its reader agree on what was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def sections_digest(payloads: Iterable[bytes]) -> str:
    """Give the SHA-256 over section payloads in the order of their ordinals, in hex, as the manifest carries it."""
    digest = hashlib.sha256()
    for payload in payloads:
        digest.update(payload)
    return digest.hexdigest()
