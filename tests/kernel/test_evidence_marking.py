"""保守国家秘密法 (2024), article 22; GB/T 9704-2012, 7.2.2: what stands as a mark is found, no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.evidence.marking import marking_in, marking_in_name

MARKED_TEXT = [
    ("绝密★长期", "绝密"),
    ("机密★1年", "机密"),
    ("秘密★6个月", "秘密"),
    ("内部★", "内部"),
    ("机密☆20年", "机密"),
    ("秘密*5年", "秘密"),
    ("秘密＊５年", "秘密"),
    ("000012 机密★1年 特急", "机密"),
    ("绝密★启用前", "绝密"),
    ("机密★2030年1月1日", "机密"),
    ("秘 密 ★ 1 年", "秘密"),
    ("秘　密", "秘密"),
    ("机\u200b密", "机密"),
    ("機密", "机密"),
    ("机密", "机密"),
    ("秘密 5年", "秘密"),
    ("机密级", "机密"),
    ("密级:秘密", "秘密"),
    ("密级:绝密", "绝密"),
    ("【机密】", "机密"),
    ("(内部)", "内部"),
    ("内部", "内部"),
    ("机密\t安委会会议纪要\t第1页", "机密"),
    ("潮州市某某文件机密★1年", "机密"),
    ("内部资料", "内部"),
    ("内部资料 注意保存", "内部"),
    ("内部资料,不得外传", "内部"),
    ("(内部文件,注意保密)", "内部"),
    ("内部材料", "内部"),
    ("仅供内部使用", "内部"),
    ("注意保存", "内部"),
    ("通知\n第一条 ……\n\n机密★1年\n正文", "机密"),
]

UNMARKED_TEXT = [
    "",
    "不得泄露企业的商业秘密。",
    "依法保守秘密",
    "保守国家秘密,人人有责",
    "监督检查人员应当为被检查单位保守技术秘密和业务秘密",
    "完善内部管理制度",
    "内部控制",
    "企业内部应急预案",
    "加强内部资料管理工作",
    "学习内部文件精神",
    "机密文件管理办法",
    "属于国家秘密的,按照有关规定执行",
    "……应当为其保守\n秘密。",
    "密级:□绝密 □机密 □秘密",
    "请注意保存现场证据",
    "★★★ 安全生产月活动",
    "商业秘密",
]


@pytest.mark.parametrize(("text", "level"), MARKED_TEXT)
def test_22_a_mark_on_a_paper_is_found(text, level):
    mark = marking_in(text=text)
    assert mark is not None
    assert mark.level == level
    assert 0 < len(mark.found) <= 40


@pytest.mark.parametrize("text", UNMARKED_TEXT)
def test_22_the_same_words_in_running_text_are_no_mark(text):
    assert marking_in(text=text) is None


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("会议纪要(内部).pdf", "内部"),
        ("会议纪要（内部）.pdf", "内部"),
        ("机密-名单.docx", "机密"),
        ("[绝密]方案.pdf", "绝密"),
        ("秘密.pdf", "秘密"),
        ("会议纪要 秘 密.pdf", "秘密"),
        ("会议纪要_机密_2026.pdf", "机密"),
        ("机密2026.pdf", "机密"),
        ("机密★1年 会议纪要.pdf", "机密"),
        ("内部资料-会议纪要.pdf", "内部"),
        ("机密", "机密"),
    ],
)
def test_22_a_mark_in_a_file_name_is_found(name, level):
    mark = marking_in_name(name=name)
    assert mark is not None
    assert mark.level == level


@pytest.mark.parametrize(
    "name",
    [
        "会议纪要.pdf",
        "关于保守国家秘密的通知.pdf",
        "商业秘密保护制度.docx",
        "企业内部管理制度.pdf",
        "内部控制手册.docx",
        "机密文件管理办法.pdf",
        "2026年11月会议.pdf",
        "photo.jpg",
    ],
)
def test_22_the_same_words_within_a_name_are_no_mark(name):
    assert marking_in_name(name=name) is None


@given(
    st.sampled_from(["绝密", "机密", "秘密"]),
    st.lists(st.sampled_from([" ", "　", "\u200b", "\t"]), max_size=2),
    st.integers(min_value=1, max_value=30),
)
def test_22_spaces_never_hide_a_starred_mark(level, spaces, years):
    gap = "".join(spaces)
    assert marking_in(text=f"{level[0]}{gap}{level[1]}{gap}★{gap}{years}{gap}年") is not None


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text):
    mark = marking_in(text=text)
    assert mark is None or mark.level in {"绝密", "机密", "秘密", "内部"}
