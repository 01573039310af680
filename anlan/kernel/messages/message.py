"""每日消息: one digest per officer and day, the notices in it, and the outbox of its e-mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import SightedManager


class DigestRound(models.Model):
    """One day's round of digests. A killed round goes on from ``reached``; ``done_at`` ends it.

    Notices above ``after`` were written since the round before. The round first takes up what nobody could be told so
    far (``Unheard``), up to ``after``, then the new ones; all up to ``reached`` are dealt with.
    """

    day = models.DateField(unique=True)
    after = models.BigIntegerField()
    reached = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.day}"


class Message(models.Model):
    """The digest of one officer on one day: how many notices it holds, how many of them say that something is late."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="digests", db_index=False)
    day = models.DateField()
    built_at = models.DateTimeField()
    total = models.IntegerField(default=0, db_default=0)
    late = models.IntegerField(default=0, db_default=0)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "day"], name="digest_once_a_day")]
        indexes = [models.Index(fields=["officer"], condition=Q(read_at=None), name="digest_unread")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.day}"


class Mention(models.Model):
    """One notice in one officer's digest, and why this officer is told. No officer is told a notice twice.

    ``officer`` and ``kind`` repeat what message and notice say: the one for that promise, the other for the order of
    the page. Rows come by INSERT … SELECT from the tables they refer to, so no constraint compares them again. The
    manager asks for the place of the obligation: what a reader may no longer see is not shown.
    """

    class Reason(models.IntegerChoices):
        HOLDER = 1, pgettext_lazy("told because", "You hold the accountable post")
        UNIT = 2, pgettext_lazy("told because", "Nobody holds the accountable post; you hold another post of the unit")
        RECORDER = 3, pgettext_lazy("told because", "You record for this body")
        OVERSEER = 4, pgettext_lazy("told because", "Your office oversees the unit")
        VACANT = 5, pgettext_lazy("told because", "Nobody holds a post of this unit")

    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="mentions", db_constraint=False, db_index=False
    )
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=16, choices=Notice.Kind)
    reason = models.SmallIntegerField(choices=Reason)

    objects = SightedManager(
        position="notice__obligation__position",
        line="notice__obligation__line_id",
        unit="notice__obligation__unit_id",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "notice"], name="told_once")]
        indexes = [models.Index(fields=["message", "kind", "reason", "id"], name="told_in_message")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.notice_id}"


class Unheard(models.Model):
    """A notice that nobody could be told, neither unit nor overseer: each later round tries again while it matters."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.notice_id}"


class Mail(models.Model):
    """发件箱: the e-mail of one digest. A message waits until a mail server took it, or Anlan gave up.

    ``next_try_at`` is moved ahead before each attempt, so that of two sweeps only one sends. ``fault`` is the code of
    what last went wrong; the address stands with the officer and nowhere else.
    """

    class State(models.IntegerChoices):
        WAITING = 0, pgettext_lazy("mail state", "Waiting to be sent by e-mail")
        SENT = 1, pgettext_lazy("mail state", "Sent by e-mail")
        FAILED = 2, pgettext_lazy("mail state", "Could not be sent by e-mail")
        DROPPED = 3, pgettext_lazy("mail state", "No longer wanted by e-mail")

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="mail")
    state = models.SmallIntegerField(choices=State, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state=0), name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
