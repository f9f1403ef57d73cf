"""What the variables of a site say about mail: the way out, the sender, whom others may ask."""

import ipaddress
import re
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.policy import default
from urllib.parse import urlsplit

ENCRYPTED_PORT = 465  # encrypted from the first byte; on all others SMTP_TLS encrypts after it
BACKENDS = "django.core.mail.backends"
NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?")
# Names that lead nowhere for others (RFC 6761, RFC 6762, RFC 8375 and what routers make up).
OWN = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "arpa")


def backend(host: str, is_local: bool) -> str:
    """Django's name for the way mails take."""
    if host:
        return f"{BACKENDS}.smtp.EmailBackend"
    return f"{BACKENDS}.filebased.EmailBackend" if is_local else "kit.mails.NoServer"


def sender(company: str, base_url: str) -> str:
    """Who sends mails when nobody is named: the company, at the host people type."""
    host = urlsplit(base_url).hostname or ""
    address = f"flurfunk@{host if is_public(host) else 'localhost'}"
    return str(Address(" ".join(company.split()), addr_spec=address))


def address_of(sender: str) -> str:
    """The one address in a sender like `Company <intranet@company.example>`; empty without one."""
    try:
        found = default.header_factory("From", sender)
        if len(found.addresses) != 1 or found.defects:
            return ""
        address = found.addresses[0]
    except (HeaderParseError, ValueError, IndexError):
        return ""
    return address.addr_spec if address.username and address.domain else ""


def is_known(sender: str) -> bool:
    """Whether others can write to this sender."""
    return is_public(address_of(sender).rpartition("@")[2])


def is_public(host: str) -> bool:
    """Whether a host has a name, or an address, that other networks know."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        name = host.lower().rstrip(".")
        return bool(NAME.fullmatch(name)) and name.rpartition(".")[2] not in OWN


def push_contact(base_url: str, sender: str) -> str:
    """The site where it is public and encrypted, else its sender; empty where both are local."""
    parts = urlsplit(base_url)
    if parts.scheme == "https" and is_public(parts.hostname or ""):
        return base_url
    return f"mailto:{address_of(sender)}" if is_known(sender) else ""
