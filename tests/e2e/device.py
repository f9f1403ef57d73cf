"""What tests ask a browser about the device: who stands before the line, and what is kept."""

from playwright.sync_api import Page

ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0"
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
INDEX = """async () => {
  const name = (await caches.keys()).find((one) => one.startsWith("entries:"));
  const answer = name && (await (await caches.open(name)).match("/device/index"));
  return answer ? answer.json() : { entries: {}, at: 0 };
}"""


def lent_files(page: Page) -> list[int]:
    """How large the files are that came along; 0 for those on their way."""
    entries = page.evaluate(INDEX)["entries"].values()
    return [size for entry in entries for size in entry["files"].values()] or [0]
