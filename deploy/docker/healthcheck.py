"""The health check of the images: asks the service in the same container whether its loop moves.

In go the service's port from the environment and the probe's path (`/healthz` by default), out comes the exit status:
0 when the probe says that all is well, 1 when not or when nothing answers. Slim images have no curl.
"""

# ruff: noqa: INP001 - a program that is copied into the images, not a module of a package

import os
import sys
import urllib.error
import urllib.request

TIMEOUT_SECONDS = 4


def main(arguments: list[str]) -> int:
    """Ask once. What the probe says goes to stdout, where `docker inspect` shows it."""
    path = arguments[0] if arguments else "/healthz"
    url = f"http://127.0.0.1:{os.environ['FISCUS_SERVICE__METRICS_PORT']}{path}"
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_SECONDS) as answer:
            sys.stdout.write(answer.read().decode("utf-8"))
            return 0
    except urllib.error.HTTPError as refusal:
        with refusal:
            sys.stdout.write(refusal.read().decode("utf-8", errors="replace"))
    except OSError as error:
        sys.stdout.write(f"no answer: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
