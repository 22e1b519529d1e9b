"""Parse modes and entities: what is understood, and the very words of what is not."""

from __future__ import annotations

import pytest

from playground.entities import find_entities, formatted
from playground.errors import ApiError


def render(text, mode=None, entities=None):
    return formatted(text, mode, entities, 4096, "message is too long")


def short(entities):
    return [(e["type"], e["offset"], e["length"]) for e in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#20013;&#x6587; &copy; & x", 'a <b> & "c" 中文 &copy; & x', []),
        ("<b>一<i>二</i></b>三", "一二三", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
        ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd",
         [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
        ('<span class="tg-spoiler">s</span><tg-spoiler>t</tg-spoiler>', "st", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<code><b>x</b></code>", "x", [("code", 0, 1)]),
        ("<B>x</B >", None, None),
        ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<a href='nonsense'>x</a>", "x", []),
    ],
)  # fmt: skip
def test_html_is_understood(source, text, entities):
    if text is None:
        with pytest.raises(ApiError, match='expected "</b>", found "</B>"'):
            render(source, "HTML")
        return
    got, found = render(source, "HTML")
    assert (got, short(found)) == (text, entities)


def test_html_links_mentions_and_languages_carry_their_argument():
    _, found = render('<a href="https://example.org?a=1&amp;b=2">x</a>', "html")
    assert found == [{"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org?a=1&b=2"}]
    _, found = render('<a href="tg://user?id=123">x</a>', "html")
    assert found[0]["type"] == "text_mention"
    assert found[0]["user"]["id"] == 123
    _, found = render('<pre><code class="language-python">x</code></pre>', "html")
    assert found == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]
    _, found = render('<code class="language-python">x</code>', "html")
    assert found == [{"type": "code", "offset": 0, "length": 1}]
    _, found = render('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "html")
    assert found[0]["custom_emoji_id"] == "5368324170671202286"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<x>", 'Unsupported start tag "x" at byte offset 0'),
        ("字<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_html_is_refused_in_telegrams_words(source, words):
    with pytest.raises(ApiError) as refused:
        render(source, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*b* _i_ __u__ ~s~ ||p|| `c`", "b i u s p c",
         [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1), ("spoiler", 8, 1),
          ("code", 10, 1)]),
        ("*b _i_*", "b i", [("bold", 0, 3), ("italic", 2, 1)]),
        (r"1\.2 \*x\*", "1.2 *x*", []),
        ("```python\nx = 1\n```", "x = 1", [("pre", 0, 5)]),
        ("[中](https://example.org/)", "中", [("text_link", 0, 1)]),
        (">q\n>r\nx", "q\nr\nx", [("blockquote", 0, 4)]),
        (">q||", "q", [("expandable_blockquote", 0, 1)]),
    ],
)  # fmt: skip
def test_markdown_v2_is_understood(source, text, entities):
    got, found = render(source, "MarkdownV2")
    assert (got, short(found)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1.2", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("字*b", "Can't find end of Bold entity at byte offset 3"),
        ("_b", "Can't find end of Italic entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
        ("```x", "Can't find end of Pre entity at byte offset 0"),
    ],
)
def test_markdown_v2_is_refused_in_telegrams_words(source, words):
    with pytest.raises(ApiError) as refused:
        render(source, "MarkdownV2")
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


def test_old_markdown():
    assert render("*b* _i_ `c` [x](https://e.org/) a\\_b", "Markdown")[0] == "b i c x a_b"
    with pytest.raises(ApiError, match="Can't find end of the entity starting at byte offset 2"):
        render("a *b", "Markdown")


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ({"type": "bold", "offset": 9, "length": 1}, "receive an entity with incorrect offset 9"),
        ({"type": "bold", "offset": 0, "length": 9}, "receive an entity with incorrect length 9"),
        ({"type": "loud", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
        (
            {"type": "text_link", "offset": 0, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
    ],
)
def test_entity_lists_are_checked(entity, words):
    with pytest.raises(ApiError) as refused:
        render("abc", None, [entity])
    assert refused.value.description == f"Bad Request: {words}"


def test_entity_lists_are_kept():
    text, found = render("a😀b ", None, [{"type": "bold", "offset": 1, "length": 4}])
    assert (text, short(found)) == ("a😀b", [("bold", 1, 3)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start abc", [("bot_command", 0, 6)]),
        ("见 /help@test_bot 和 /my", [("bot_command", 2, 14), ("bot_command", 19, 3)]),
        ("a/b 1/2 /帮助", []),
        ("写信给 @some_bot,看 https://t.me/x_bot?start=a-b。", [("mention", 4, 9), ("url", 16, 28)]),
        ("mail a.b@example.org #话题 #12", [("email", 5, 15), ("hashtag", 21, 3)]),
        ("😀 /go", [("bot_command", 3, 3)]),
        ("看 example.org/x.", [("url", 2, 13)]),
    ],
)
def test_links_and_commands_are_found(text, found):
    assert short(find_entities(text)) == found
