"""The visible words, taken from the catalogue, so that a better translation breaks no test and a missing one does."""

from __future__ import annotations

import re

from django.utils import translation
from django.utils.translation import gettext, pgettext


def zh(source: str, *, context: str = "", **values: object) -> str:
    """The Chinese words for an English source text."""
    with translation.override("zh-hans"):
        words = pgettext(context, source) if context else gettext(source)
    assert words != source, f"not translated: {source}"
    return words % values if values else words


def zh_pattern(source: str) -> re.Pattern[str]:
    """The Chinese words of a text with values, whatever the values are."""
    pieces = re.split(r"%\(\w+\)[sd]", zh(source))
    return re.compile(".+".join(map(re.escape, pieces)))
