"""Names of assets, and how `@name` in a prompt finds them in any order, script and company."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.names import (
    NAME_MAX,
    candidate_keys,
    clean_name,
    find_mentions,
    name_key,
    name_problem,
    numbered,
    place_positions,
    reference_order,
)

LATIN = "abcdefghijklmnopqrstuvwxyzéßñ0123456789_-"
HAN = "小美丽王走进办公室和在的"
latin_names = st.text(LATIN, min_size=1, max_size=12)
han_names = st.text(HAN, min_size=1, max_size=4)
names = st.one_of(latin_names, han_names)
any_names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=70)
kinds = st.sampled_from(["image", "video", "audio"])
BETWEEN = [" ", ", ", " and ", "。", "，", "! ", "\n", " (", ") ", "’s "]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("rachel", None),
        ("Rachel-2", None),
        ("小美", None),
        ("@rachel", None),
        ("  rachel  ", None),
        ("r" * 64, None),
        ("r" * 65, "name_too_long"),
        ("r" * 200, "name_too_long"),
        ("", "name_empty"),
        ("   ", "name_empty"),
        ("@", "name_empty"),
        ("\u200b\u202e", "name_empty"),
        ("rachel smith", "name_has_spaces"),
        ("rachel\u3000smith", "name_has_spaces"),
        ("rachel\tsmith", "name_has_spaces"),
        ("rach@el", "name_has_spaces"),
        ("<rachel>", "name_has_spaces"),
        ("a|b", "name_has_spaces"),
    ],
)
def test_what_a_name_may_look_like(name, problem):
    """One word of 1 to 64 characters that Slack's own markup does not touch."""
    assert name_problem(name) == problem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rachel", "rachel"),
        ("RACHEL", "ｒａｃｈｅｌ"),
        ("@rachel", "rachel"),
        ("＠rachel", "rachel"),
        ("straße", "STRASSE"),
        ("jose\u0301", "josé"),
        ("①", "1"),
        ("ra\u200bchel", "rachel"),
        ("\u202erachel", "rachel"),
    ],
)
def test_two_spellings_of_one_name(one, other):
    """What looks the same, or differs in case or width alone, is the same name."""
    assert name_key(one) == name_key(other)


@given(any_names)
def test_a_kept_name_is_found_by_how_it_is_shown(name):
    """The key of what is shown is the key of what was typed, and showing it again changes nothing."""
    if name_problem(name) is None:
        shown = clean_name(name)
        assert clean_name(shown) == shown
        assert name_key(shown) == name_key(name)
        assert 1 <= len(shown) <= NAME_MAX
        assert unicodedata.normalize("NFKC", shown) == shown


@given(any_names)
def test_a_kept_name_can_be_mentioned(name):
    """Whatever was accepted as a name resolves after an @."""
    if name_problem(name) is None:
        prompt = f"@{clean_name(name)} waves"
        key = name_key(name)
        assert key in candidate_keys(prompt)
        (mention,) = find_mentions(prompt, {key})
        assert (mention.key, mention.start) == (key, 0)


@given(names, st.integers(1, 10))
def test_several_files_get_names_of_their_own(name, count):
    """The name itself first; all of them good names, none twice."""
    given_names = numbered(name, count)
    assert given_names[0] == clean_name(name)
    assert len({name_key(each) for each in given_names}) == count
    assert all(name_problem(each) is None for each in given_names)


@st.composite
def prompts(draw):
    """Known names with kinds, and a prompt of mentions of them between other words."""
    known = draw(st.dictionaries(names.map(name_key), kinds, min_size=1, max_size=5))
    mentioned = draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=8))
    between = draw(st.lists(st.sampled_from(BETWEEN), min_size=len(mentioned), max_size=len(mentioned)))
    prompt = "".join(f"{gap}@{key}" for gap, key in zip(between, mentioned, strict=True))
    return known, mentioned, between, prompt + draw(st.sampled_from(["", ".", " 12", "。", "!"]))


@given(prompts())
def test_any_mix_and_order_of_mentions_maps_right(case):
    """Each mention resolves to its own name, however the names contain each other."""
    known, mentioned, _, prompt = case
    mentions = find_mentions(prompt, known)
    assert [mention.key for mention in mentions] == mentioned
    assert all(prompt[m.start : m.end] == f"@{m.text}" for m in mentions)
    assert set(mentioned) <= set(candidate_keys(prompt))


@given(prompts(), st.data())
def test_positions_count_by_kind_in_the_order_of_references(case, data):
    """The first picture is `image 1` and the first clip `video 1`, wherever they stand among the rest."""
    known, mentioned, between, prompt = case
    selected = data.draw(st.permutations(sorted(known)))
    mentions = find_mentions(prompt, known)
    order = reference_order(mentions, selected)
    assert order[: len(dict.fromkeys(mentioned))] == tuple(dict.fromkeys(mentioned))
    assert sorted(order) == sorted(known)
    labels = {}
    for key in order:
        same = [other for other in order if known[other] == known[key]]
        labels[key] = f"{known[key]} {same.index(key) + 1}"
    placed = place_positions(prompt, mentions, known, order)
    expected = "".join(f"{gap}{labels[key]}" for gap, key in zip(between, mentioned, strict=True))
    assert _squeezed(placed).startswith(_squeezed(expected))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@given(prompts())
def test_the_prompt_comes_back_when_labels_become_names_again(case):
    """Nothing but the mentions was changed, apart from a space where a label would touch a word."""
    known, _, _, prompt = case
    mentions = find_mentions(prompt, known)
    order = reference_order(mentions, [])
    placed = place_positions(prompt, mentions, dict.fromkeys(order, "image"), order)
    for number, key in reversed(list(enumerate(order, start=1))):
        placed = placed.replace(f"image {number}", f"@{key}")
    assert placed.replace(" ", "") == prompt.replace(" ", "")


@given(st.text(max_size=80), st.sets(names.map(name_key), max_size=4))
def test_any_text_is_a_prompt(text, known):
    """Nothing that somebody types breaks it; mentions stand in order and do not overlap."""
    mentions = find_mentions(text, known)
    ends = [0, *(mention.end for mention in mentions)]
    assert all(mention.start >= end for mention, end in zip(mentions, ends[:-1], strict=True))
    assert all(text[m.start] in "@＠" and text[m.start + 1 : m.end] == m.text for m in mentions)
    order = reference_order(mentions, [])
    assert set(order) <= known
    unknown = [m for m in mentions if m.key is None]
    placed = place_positions(text, mentions, dict.fromkeys(order, "image"), order)
    assert all(f"@{m.text}" in placed or f"＠{m.text}" in placed for m in unknown)


@pytest.mark.parametrize(
    ("prompt", "known", "keys"),
    [
        ("@rachel和@tom走进办公室", {"rachel", "tom"}, ["rachel", "tom"]),
        ("让@rachel走进办公室", {"rachel"}, ["rachel"]),
        ("@小美走进办公室", {"小美"}, ["小美"]),
        ("@小美丽走进办公室", {"小美", "小美丽"}, ["小美丽"]),
        ("@小美和@小王", {"小美", "小王"}, ["小美", "小王"]),
        ("@rachel@tom", {"rachel", "tom"}, ["rachel", "tom"]),
        ("＠rachel", {"rachel"}, ["rachel"]),
        ("@Rachel's desk", {"rachel"}, ["rachel"]),
        ("(@rachel), @tom.", {"rachel", "tom"}, ["rachel", "tom"]),
        ("@rachel-2 and @rachel", {"rachel", "rachel-2"}, ["rachel-2", "rachel"]),
        ("@v1.5 beats @v1.", {"v1", "v1.5"}, ["v1.5", "v1"]),
        ("@jose\u0301 waves", {"jose", "josé"}, ["josé"]),
        ("@@rachel", {"rachel"}, ["rachel"]),
        ("@rachel走", {"rachel走"}, ["rachel走"]),
    ],
)
def test_where_a_name_ends(prompt, known, keys):
    """The longest known name; next to Chinese a word needs no space."""
    assert [mention.key for mention in find_mentions(prompt, known)] == keys


@pytest.mark.parametrize(
    ("prompt", "known", "texts"),
    [
        ("@nobody waves", {"rachel"}, ["nobody"]),
        ("@rachels waves", {"rachel"}, ["rachels"]),
        ("@rachel-3 waves", {"rachel", "rachel-2"}, ["rachel-3"]),
        ("@jose\u0301 waves", {"jose"}, ["jose\u0301"]),
        ("@小李走进办公室", {"小美"}, ["小李走进办公室"]),
        ("@" + "x" * 500, {"rachel"}, ["x" * 64]),
    ],
)
def test_an_unknown_name_is_reported_as_it_was_typed(prompt, known, texts):
    """Never taken for a shorter name that happens to begin so."""
    mentions = find_mentions(prompt, known)
    assert [mention.key for mention in mentions] == [None]
    assert [mention.text[:64] for mention in mentions] == [text[:64] for text in texts]


@pytest.mark.parametrize(
    "prompt", ["rachel@rachel.com", "a_b@rachel", "5@rachel", "look @ rachel", "@", "@@", ""]
)
def test_what_is_no_mention(prompt):
    """An address of mail, and an @ that stands alone."""
    assert find_mentions(prompt, {"rachel", "rachel.com"}) == ()


@pytest.mark.parametrize(
    ("prompt", "placed"),
    [
        ("@a@b", "image 1 image 2"),
        ("让@a走", "让 image 1 走"),
        ("@a, then @b.", "image 1, then image 2."),
        ("@b and @a and @b", "image 1 and image 2 and image 1"),
    ],
)
def test_a_label_never_runs_into_a_word(prompt, placed):
    """`image 1` before a 2 must not become `image 12`."""
    mentions = find_mentions(prompt, {"a", "b"})
    order = reference_order(mentions, [])
    assert place_positions(prompt, mentions, dict.fromkeys(order, "image"), order) == placed


def test_each_kind_counts_on_its_own():
    """As the gateway counts them."""
    prompt = "@clip then @rachel then @tom then @song"
    known = {"clip": "video", "rachel": "image", "tom": "image", "song": "audio"}
    mentions = find_mentions(prompt, known)
    order = reference_order(mentions, [])
    assert place_positions(prompt, mentions, known, order) == "video 1 then image 1 then image 2 then audio 1"


def test_a_long_prompt_is_read_fast_enough_for_three_seconds():
    """Slack waits three seconds; 3,000 characters of mentions are the worst there is."""
    for prompt in ("@" * 3000, "@a" * 1500, "@" + "a" * 2999, ("@" + "x" * 126 + " ") * 24):
        assert candidate_keys(prompt) is not None
        assert find_mentions(prompt, {"a", "x"}) is not None
