"""Many rows with one statement."""

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from kit.inserting import insert_missing
from spaces.models import Membership
from tests.factories import make_space, make_user


def test_a_row_is_written_for_each_row_of_the_source_with_one_statement(count_queries):
    space = make_space()
    people = [make_user(f"p{n}") for n in range(5)]
    readers = User.objects.filter(handle__startswith="p")
    now = timezone.now()
    row = {"space": space.pk, "user": F("pk"), "joined_at": now}
    assert count_queries(lambda: insert_missing(Membership, readers, **row)) == 1
    first = Membership.objects.filter(space=space).order_by("user").first()
    assert Membership.objects.filter(space=space).count() == 5
    assert (first.user, first.role, first.seen_seq) == (people[0], "member", 0)
    assert first.joined_at == now


def test_rows_that_are_there_stay_as_they_are():
    anna, ben = make_user("anna"), make_user("ben")
    space = make_space(managers=(anna,))
    readers = User.objects.filter(pk__in=[anna.pk, ben.pk])
    for _time in range(2):
        insert_missing(Membership, readers, space=space.pk, user=F("pk"), joined_at=timezone.now())
    roles = dict(Membership.objects.filter(space=space).values_list("user__handle", "role"))
    assert roles == {"anna": "manager", "ben": "member"}


def test_nobody_to_write_for_writes_nothing():
    space = make_space()
    insert_missing(
        Membership,
        User.objects.filter(pk__in=[]),
        space=space.pk,
        user=F("pk"),
        joined_at=timezone.now(),
    )
    assert not Membership.objects.filter(space=space).exists()
