"""What the company announces, with the confirmations of those who have read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from announcements import confirmations
from announcements.actions import publish_announcement, upload_attachment, write_announcement
from announcements.drafts import AnnouncementPlan, Words
from announcements.events import AnnouncementPublished
from announcements.models import Announcement, Category, Confirmation, Opening
from demo.history import history, identity
from demo.people import read_facts
from demo.pictures import scene
from demo.polls import asked, cast
from demo.posts import moment, question_of
from feed.actions import upload_photo
from feed.models import Placement, Post
from spaces.models import Space
from spaces.rules import read_rule

FILE = "announcements.toml"
LANGUAGES = ("de", "en")


def write(
    people: dict[str, User], spaces: dict[str, Space], now: datetime, *, pictures: bool
) -> str:
    """All announcements."""
    count = Newsroom(people, spaces, now, pictures=pictures).write_all()
    return f"{count} announcements are written."


@dataclass
class Newsroom:
    """Writes and publishes the announcements in the names of their editors."""

    people: dict[str, User]
    spaces: dict[str, Space]
    now: datetime
    pictures: bool = True

    def write_all(self) -> int:
        """Write what is not yet written; returns how many announcements there are."""
        written = read_facts(FILE)
        for position, facts in enumerate(written["category"]):
            names = {"name": facts["name"], "name_en": facts.get("name_en", "")}
            Category.objects.update_or_create(
                slug=facts["slug"], defaults={**names, "position": position}
            )
        for facts in written["announcement"]:
            client_id = identity("announcement", facts["key"])
            if not Post.objects.filter(client_id=client_id).exists():
                # Drawing takes long; inside the transaction it would lock everybody else out.
                keys = {"photos": self._photos(facts), "files": self._files(facts)}
                with history(told=[AnnouncementPublished] if "due" in facts else []):
                    self._write_one(facts, keys)
        return len(written["announcement"])

    def _write_one(self, facts: dict[str, Any], keys: dict[str, list[str]]) -> None:
        editor = self.people[facts["by"]]
        announcement = write_announcement(
            by=editor,
            plan=self._plan(facts, keys),
            client_id=identity("announcement", facts["key"]),
            embed=asked(editor, question_of(facts)),
        )
        if "in" not in facts:
            return  # this one stays a draft
        announcement = publish_announcement(by=editor, announcement=announcement)
        if question := question_of(facts):
            readers = list(confirmations.audience(announcement).by_name())
            Random(facts["key"]).shuffle(readers)
            cast(announcement.post, question, readers)
        if "ago" in facts:
            self._date_back(announcement, facts)
        self._read(announcement, facts)

    def _plan(self, facts: dict[str, Any], keys: dict[str, list[str]]) -> AnnouncementPlan:
        today = timezone.localdate(self.now)
        planned, due = facts.get("planned"), facts.get("due")
        return AnnouncementPlan(
            words={code: Words(**facts[code]) for code in LANGUAGES if code in facts},
            spaces=[self.spaces[slug] for slug in facts.get("in", ())],
            rule=read_rule(facts["rule"], facts["without"]) if "rule" in facts else None,
            category=Category.objects.get(slug=facts["category"]),
            on_behalf=facts.get("on_behalf", ""),
            starts_at=self.now + timedelta(days=planned) if planned else None,
            confirm_by=today + timedelta(days=due) if due else None,
            photos=keys["photos"],
            files=keys["files"],
        )

    def _photos(self, facts: dict[str, Any]) -> list[str]:
        editor, keys = self.people[facts["by"]], []
        for name, words in facts.get("photos", ()) if self.pictures else ():
            keys.append(upload_photo(by=editor, upload=scene(name), description=words).key)
        return keys

    def _files(self, facts: dict[str, Any]) -> list[str]:
        editor, keys = self.people[facts["by"]], []
        for name, content in facts.get("files", ()):
            file = SimpleUploadedFile(name, content.strip().encode("utf-8-sig"), "text/csv")
            keys.append(upload_attachment(by=editor, upload=file).key)
        return keys

    def _date_back(self, announcement: Announcement, facts: dict[str, Any]) -> None:
        at = moment(facts["ago"], self.now)
        ends = self.now - timedelta(days=facts["ended"]) if "ended" in facts else None
        row = Announcement.objects.filter(pk=announcement.pk)
        row.update(published_at=at, announced_at=at)
        announcement.versions.update(said_at=at, starts_at=at, ends_at=ends)
        Post.objects.filter(pk=announcement.pk).update(published_at=at, created_at=at)
        Placement.objects.filter(post=announcement.pk).update(published_at=at)

    def _read(self, announcement: Announcement, facts: dict[str, Any]) -> None:
        """Some have confirmed, a few more have opened it; the technician has still to."""
        announcement = Announcement.objects.select_related("current").get(pk=announcement.pk)
        handles = confirmations.audience(announcement).by_name().values_list("handle", flat=True)
        crowd = [handle for handle in handles if handle != "meike-jansen"]
        Random(facts["key"]).shuffle(crowd)
        done = [*facts.get("done", ()), *crowd[: int(len(crowd) * facts["share"])]]
        if announcement.required:
            said = announcement.required.said_at or self.now
            later = said + (self.now - said) / 2
            Confirmation.objects.bulk_create(
                Confirmation(
                    version=announcement.required,
                    user=self.people[handle],
                    seen_number=announcement.required.number,
                    server_at=later,
                )
                for handle in done
            )
        Opening.objects.bulk_create(
            Opening(announcement=announcement, user=self.people[handle]) for handle in done
        )
        Announcement.objects.filter(pk=announcement.pk).update(opened_count=len(done))
