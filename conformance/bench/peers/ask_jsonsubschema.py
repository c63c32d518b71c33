"""Answers inclusion questions with jsonsubschema: one JSON object {writer, reader} a line in, one {verdict, micros} out.

A question that takes longer than TIMEOUT seconds, or that raises, is answered with "error" and why.
"""

import json
import signal
import sys
import time

from jsonsubschema import isSubschema

TIMEOUT = 10


class TooLong(Exception):
    pass


def on_alarm(_signal, _frame):
    raise TooLong(f"no answer in {TIMEOUT} s")


def answer(question):
    began = time.perf_counter()
    try:
        signal.alarm(TIMEOUT)
        included = isSubschema(question["writer"], question["reader"])
        verdict, why = ("compatible" if included else "breaking"), None
    except BaseException as error:  # the library raises everything from RecursionError to its own exits
        if isinstance(error, KeyboardInterrupt):
            raise
        verdict, why = "error", f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.alarm(0)
    return {"verdict": verdict, "why": why, "micros": (time.perf_counter() - began) * 1e6}


def main():
    signal.signal(signal.SIGALRM, on_alarm)
    out = sys.stdout
    sys.stdout = sys.stderr  # the library prints
    for line in sys.stdin:
        out.write(json.dumps(answer(json.loads(line))) + "\n")
        out.flush()


main()
