"""File names: cleaned to one safe spelling, or refused with a reason."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.evidence.file_names import LONGEST, clean_name
from anlan.kernel.evidence.refusal import UploadRefused


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../etc/passwd.pdf", "name_has_path"),
        ("..\\纪要.pdf", "name_has_path"),
        ("C:\\Users\\a\\纪要.pdf", "name_has_path"),
        ("/纪要.pdf", "name_has_path"),
        ("纪要\x00.pdf", "name_has_control"),
        ("纪要\r\nSet-Cookie: a.pdf", "name_has_control"),
        ("纪要\u2028.pdf", "name_has_control"),
        ("纪要\u202efdp.exe", "name_has_direction"),
        ("纪要\u2066.pdf", "name_has_direction"),
        ("", "name_missing"),
        ("..", "name_missing"),
        (" . ", "name_missing"),
        ("长" * LONGEST + ".pdf", "name_too_long"),
    ],
)
def test_a_name_that_hides_something_is_refused(name, code):
    with pytest.raises(UploadRefused) as refused:
        clean_name(name=name)
    assert refused.value.code == code
    assert "Nothing was stored" in str(refused.value.message)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("10月会议纪要.pdf", "10月会议纪要.pdf"),
        ("  10月   会议纪要.pdf ", "10月 会议纪要.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("会议\u200b纪要.pdf", "会议纪要.pdf"),
        ("re\u0301sume\u0301.pdf", "résumé.pdf"),
        ("长" * (LONGEST - 4) + ".pdf", "长" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_a_harmless_name_is_kept_in_one_spelling(name, cleaned):
    assert clean_name(name=name) == cleaned


@given(st.text(max_size=200))
def test_a_cleaned_name_is_safe_and_cleaning_it_again_changes_nothing(name):
    try:
        cleaned = clean_name(name=name)
    except UploadRefused:
        return
    assert 0 < len(cleaned) <= LONGEST
    assert not set(cleaned) & set('/\\<>:"|?*\r\n\x00')
    assert not cleaned.startswith(".")
    assert all(not unicodedata.category(character).startswith("C") for character in cleaned)
    assert clean_name(name=cleaned) == cleaned
