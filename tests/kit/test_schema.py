"""The API keeps what its description says, whatever is sent: fuzzed from the description itself."""

import uuid
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import checks

from accounts.models import ApiToken, User
from intranet.wsgi import application
from kit.http.middleware import PART
from tests.factories import (
    make_comment,
    make_group,
    make_message,
    make_post,
    make_space,
    make_user,
)

schemathesis.serializer.alias(PART, "application/octet-stream")
schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
pytestmark = pytest.mark.server  # half a minute, and PostgreSQL is the stricter reader
KEPT = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def key_of(user: User) -> dict[str, str]:
    """The header of a program that may do everything `user` may."""
    secret = f"ff_{uuid.uuid4().hex}"
    scopes = [scope.value for scope in ApiToken.Scope]
    ApiToken.objects.create(
        user=user, name="fuzz", digest=ApiToken.digest_of(secret), scopes=scopes
    )
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests use the connection of the test, which therefore no request may close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def header() -> dict[str, str]:
    """Anna's program, in a company with a space, a post, a comment and a conversation."""
    anna = make_user("anna")
    make_comment(make_post(anna, make_space(anna, managers=(anna,))))
    make_message(make_group(make_user("ben")), anna)
    return key_of(anna)


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_C1_whatever_is_sent_is_answered_as_described(
    case: schemathesis.Case, header: dict[str, str]
) -> None:
    cache.clear()  # the fuzzer is faster than any person
    answer = case.call(headers={**header, "Accept-Encoding": "identity"})  # it unpacks nothing
    case.validate_response(answer, checks=KEPT)
