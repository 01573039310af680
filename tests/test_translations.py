"""The Chinese catalogue misses nothing: a string that xgettext cannot see would stay English without a word."""

from pathlib import Path

import pytest

from tools.messages import PACKAGE, hidden_names


@pytest.mark.parametrize(
    "hidden",
    [
        "from django.utils.translation import gettext as _now",
        "from django.utils.translation import gettext_lazy as _, gettext as _text",
        "from django.utils.translation import pgettext as _",
        "from django.utils.translation import ngettext as plural",
        "from django.utils import translation\nsay = translation.gettext",
        "from django.utils.translation import gettext_lazy\nsay = gettext_lazy",
    ],
)
def test_a_gettext_function_under_another_name_is_refused(hidden: str) -> None:
    assert len(list(hidden_names(hidden))) == 1


@pytest.mark.parametrize(
    "plain",
    [
        "from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy",
        "from django.utils.translation import gettext as _",
        "from django.utils.translation import gettext_lazy as _",
        "from django.utils.translation import get_language as language",
    ],
)
def test_the_names_that_are_extracted_are_accepted(plain: str) -> None:
    assert list(hidden_names(plain)) == []


def test_no_file_of_ours_hides_a_string() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{place}"
        for file in sorted(Path(PACKAGE).rglob("*.py"))
        for place in hidden_names(file.read_text(encoding="utf-8"))
    ]
    assert found == []
