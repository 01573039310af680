"""人员: the person who logs in. Rights and duties hang on posts, never on the person (article 4)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class OfficerManager(BaseUserManager["Officer"]):
    """Creates officers with hashed passwords."""

    def create_officer(self, *, username: str, name: str, password: str | None, synthetic: bool = False) -> Officer:
        """A new officer; ``password`` None leaves the account without a usable password."""
        officer = self.model(username=username, name=name, synthetic=synthetic)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """One account of one person. ``name`` is what papers show; demonstration accounts carry their post's name.

    ``email`` is where the daily digest goes, where e-mail is switched on and ``email_digest`` says that it is wanted.
    """

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    telephone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True, default="", db_default="")
    email_digest = models.BooleanField(default=True, db_default=True)
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)

    objects = OfficerManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """A bearer token of one officer. Only its SHA-256 is stored; the token itself is shown once."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.label
