#!/usr/bin/env python3
"""Stands between Playwright and the system's Firefox: answers in its place what an extended
support release does not know yet, and passes on everything else.

It is started like Firefox itself, with its arguments.
"""

import asyncio
import json
import os
import re
import sys

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

# Playwright asks for it with every window; whatever a test wants of it must be a setting instead.
UNKNOWN = {"emulation.setMediaFeaturesOverride"}
WHOLE = {"max_size": None, "compression": None}


async def main() -> None:
    command = [os.environ["FIREFOX"], *sys.argv[1:]]
    firefox = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    address = await _address(firefox.stderr)

    async def between(driver: ServerConnection) -> None:
        async with connect(f"{address}/session", **WHOLE) as browser:
            await asyncio.gather(_answer(browser, driver), _ask(driver, browser))

    async with serve(between, "127.0.0.1", 0, **WHOLE) as server:
        port = server.sockets[0].getsockname()[1]
        sys.stderr.write(f"WebDriver BiDi listening on ws://127.0.0.1:{port}\n")
        sys.stderr.flush()
        async for _said in firefox.stderr:
            pass
        await firefox.wait()


async def _address(said: asyncio.StreamReader) -> str:
    async for line in said:
        if found := re.search(rb"BiDi listening on (ws://\S+)", line):
            return found[1].decode()
        sys.stderr.write(line.decode())
    raise SystemExit("Firefox ended before it listened.")


async def _ask(driver: ServerConnection, browser: ClientConnection) -> None:
    async for asked in driver:
        command = json.loads(asked)
        if command["method"] in UNKNOWN:
            await driver.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
        else:
            await browser.send(asked)
    await browser.close()


async def _answer(browser: ClientConnection, driver: ServerConnection) -> None:
    async for answer in browser:
        await driver.send(answer)
    await driver.close()


asyncio.run(main())
