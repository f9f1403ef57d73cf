"""Where a link leads, when its words say something else."""

import re
import unicodedata
from urllib.parse import urlsplit

HOST = re.compile(r"(?<![\w.\-])(?:[^\W_][\w\-]{0,62}\.){1,9}[^\W\d_][\w\-]{1,62}(?![\w\-])")
WEB = ("http", "https", "")
# Letters beside a to z that nobody takes for others: those of European languages.
FAMILIAR = {chr(code) for code in range(0xDF, 0x17F)} - set("\u00f7\u0131\u0138\u0140\u0149")


def other_host(words: str, href: str) -> str:
    """What is to stand beside a link to `href` that reads `words`; empty where that is honest.

    The host in the form of the network (`xn--…`) where its letters could be taken for others.
    """
    try:
        parts = urlsplit(href)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        named, real = parts.path.lower(), parts.path.rpartition("@")[2].lower()
    elif parts.scheme in WEB:
        named, real = in_ascii(host) or href, in_ascii(host)
    else:
        named, real = href, ""
    said = _said(unicodedata.normalize("NFKC", words).strip().lower())
    is_honest = all(_is_same(in_ascii(one), real) for one in said)
    if is_honest and not (_is_strange(host) and real not in said):
        return ""
    return named


def in_ascii(host: str) -> str:
    """The host as name servers know it."""
    try:
        return ".".join(_label(label) for label in host.lower().split("."))
    except UnicodeError:
        return host


def _label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()


def _said(words: str) -> list[str]:
    """The hosts that `words` name: of an address its own, of other words every one."""
    if not re.match(r"https?://\S+$", words):
        return HOST.findall(words)
    try:
        parts = urlsplit(words)
        before = (parts.netloc.rpartition("@")[0],) if "@" in parts.netloc else ()
        return [*before, (parts.hostname or "").rstrip(".")]
    except ValueError:
        return [words]


def _is_same(said: str, real: str) -> bool:
    return f".{real}".endswith("." + said.removeprefix("www."))


def _is_strange(host: str) -> bool:
    """Whether letters of the host could be taken for others."""
    return any(not (sign.isascii() or sign in FAMILIAR) for sign in _in_letters(host))


def _in_letters(host: str) -> str:
    try:
        labels = (
            label[4:].encode().decode("punycode") if label.startswith("xn--") else label
            for label in host.lower().split(".")
        )
        return ".".join(labels)
    except UnicodeError:
        return "\ufffd"
