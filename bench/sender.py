"""Sends messages over HTTP in a process of its own, so that nobody's work hides in its times.

Reads the id of a conversation a line, writes the seconds until the answer.
"""

import http.client
import json
import sys
import time
import uuid

TOKEN = "b" * 32


def main(address: str, session: str) -> None:
    """Until the input ends."""
    line = http.client.HTTPConnection(address)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/json",
    }
    for pk in sys.stdin:
        body = json.dumps({"body": "The valve is stuck again.", "client_id": str(uuid.uuid4())})
        begun = time.perf_counter()
        line.request("POST", f"/api/v1/conversations/{int(pk)}/messages/", body, headers)
        answer = line.getresponse()
        content = answer.read()
        if answer.status != 201:
            raise SystemExit(f"{answer.status} {content[:200]!r}")
        print(time.perf_counter() - begun, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
