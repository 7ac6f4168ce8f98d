"""Two changes of one JSON value become one, or are a conflict; nothing gets lost on the way."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecwid_orm import Product
from ecwid_orm.model import ABSENT, PendingKey
from ecwid_orm.model.conversion import same
from ecwid_orm.session.merging import Merged, alike, merge


def places(merged: Merged) -> list[str]:
    return [dispute.place for dispute in merged.conflicts]


def joined(base: Any, mine: Any, theirs: Any, **options: Any) -> Any:
    merged = merge(base, mine, theirs, **options)
    assert merged.conflicts == ()
    return merged.value


# Values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "value"),
    [
        ("a", "a", "a", "a"),
        ("a", "b", "a", "b"),
        ("a", "a", "b", "b"),
        ("a", "b", "b", "b"),
        (10, 10.0, 12, 12),
        (10, 12, Decimal("12.0"), 12),
        (True, 1, True, 1),  # a one is no true
        (ABSENT, 1, ABSENT, 1),
        (1, ABSENT, 1, ABSENT),
        ("a", "", ABSENT, ""),
        ({"alt": None}, {"alt": None, "name": "a"}, {}, {"alt": None, "name": "a"}),
        (None, ABSENT, "b", "b"),
    ],
)
def test_a_value_that_one_side_left_alone_is_that_of_the_other(
    base: Any, mine: Any, theirs: Any, value: Any
) -> None:
    assert same(joined(base, mine, theirs), value)


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("a", "b", "c"),
        (1, 2, 3),
        (1, ABSENT, 3),
        (ABSENT, 2, 3),
        ({"a": 1}, {"a": 2}, [1]),
        ("a", {"a": 1}, {"b": 1}),
        ([1, 2], [1, 2, 3], [1, 2, 4]),
        ([1], [1, {"id": 1}], [1, {"id": 2}]),
    ],
)
def test_a_value_that_both_changed_is_a_conflict(base: Any, mine: Any, theirs: Any) -> None:
    [dispute] = merge(base, mine, theirs, place="price").conflicts
    assert dispute == ("price", base, mine, theirs)


# Objects ----------------------------------------------------------------------------------------


def test_translations_are_merged_by_language() -> None:
    base = {"en": "Tee", "de": "Hemd", "fr": "T-shirt"}
    mine = {"en": "Tee", "de": "Leibchen", "fr": "T-shirt", "nl": "Shirt"}
    theirs = {"en": "T-Shirt", "de": "Hemd"}
    assert joined(base, mine, theirs) == {"en": "T-Shirt", "de": "Leibchen", "nl": "Shirt"}


def test_a_translation_that_both_changed_is_a_conflict_of_that_language_alone() -> None:
    merged = merge(
        {"nl": "a", "en": "a"},
        {"nl": "b", "en": "b"},
        {"nl": "c", "en": "a"},
        place="name_translated",
    )
    assert merged.conflicts == (("name_translated.nl", "a", "b", "c"),)
    assert merged.value == {"nl": "b", "en": "b"}


def test_a_key_that_one_side_took_out_and_the_other_changed_is_a_conflict() -> None:
    assert places(merge({"a": 1, "b": 1}, {"b": 1}, {"a": 2, "b": 1})) == ["a"]
    assert places(merge({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"b": 1})) == ["a"]


@pytest.mark.parametrize("nothing", [ABSENT, None])
def test_what_both_made_anew_is_merged_by_key(nothing: Any) -> None:
    assert joined(nothing, {"nl": "b"}, {"en": "c"}) == {"nl": "b", "en": "c"}
    assert places(merge(nothing, {"nl": "b"}, {"nl": "c"})) == ["nl"]


# Lists of parts ---------------------------------------------------------------------------------


def part(key: int, **more: Any) -> dict[str, Any]:
    return {"id": key, "value": "as it was", **more}


def ids(parts: list[dict[str, Any]]) -> list[Any]:
    return [one.get("id", one.get("value")) for one in parts]


BASE = [part(1), part(2), part(3)]


def test_parts_are_merged_by_id() -> None:
    mine = [part(1, value="mine"), part(2), part(3)]
    theirs = [part(1, show="DESCR"), part(3)]
    assert joined(BASE, mine, theirs) == [part(1, value="mine", show="DESCR"), part(3)]


def test_a_part_that_both_changed_at_one_place_is_a_conflict() -> None:
    mine, theirs = [part(1, value="mine"), *BASE[1:]], [part(1, value="theirs"), *BASE[1:]]
    merged = merge(BASE, mine, theirs, place="attributes")
    assert merged.conflicts == (("attributes[1].value", "as it was", "mine", "theirs"),)


def test_a_part_that_was_taken_out_is_gone_if_the_other_side_did_not_touch_it() -> None:
    assert ids(joined(BASE, BASE[1:], [part(1), part(2), part(3, value="theirs")])) == [2, 3]
    assert ids(joined(BASE, [part(1), part(2), part(3, value="mine")], BASE[1:])) == [2, 3]


def test_a_part_that_was_taken_out_here_and_changed_there_is_a_conflict() -> None:
    changed = [part(1, value="new"), *BASE[1:]]
    assert merge(BASE, BASE[1:], changed).conflicts == (("[1]", part(1), ABSENT, changed[0]),)
    assert merge(BASE, changed, BASE[1:]).conflicts == (("[1]", part(1), changed[0], ABSENT),)


def test_new_parts_of_both_sides_are_kept_where_they_stand() -> None:
    new = {"value": "mine"}
    mine, theirs = [part(1), new, part(2), part(3)], [part(9), *BASE]
    assert ids(joined(BASE, mine, theirs)) == [9, 1, "mine", 2, 3]
    assert ids(joined([], [new, new], [part(9)])) == ["mine", "mine", 9]


def test_the_order_is_theirs_but_where_mine_is_a_new_one() -> None:
    one, two, three = BASE
    assert ids(joined(BASE, [one, two, three, part(4)], [three, two, one])) == [3, 4, 2, 1]
    assert ids(joined(BASE, [three, two, one], [one, two, part(5), three])) == [3, 2, 5, 1]
    assert ids(joined(BASE, [three, one, two], [two, one, three])) == [3, 1, 2]


def test_a_new_part_that_bears_the_name_of_one_that_they_added_is_that_one() -> None:
    mine, theirs = (
        [{"name": "Brand", "value": "Acme"}],
        [{"id": 7, "name": "Brand", "value": "Acme"}],
    )
    assert joined([], mine, theirs) == theirs
    mine = [{"name": "Brand", "value": "Ajax"}]
    assert places(merge([], mine, theirs, place="attributes")) == ["attributes[7].value"]


def test_new_parts_of_one_name_are_told_apart_by_all_that_they_are() -> None:
    mine = [{"name": "Ann", "city": "Bonn"}, {"name": "Ann", "city": "Bern"}]
    theirs = [{"id": 9, "name": "Ann", "city": "Rome"}, mine[0]]
    assert joined([], mine, theirs) == [theirs[0], *mine]


def test_parts_without_ids_are_merged_by_name() -> None:
    base: list[dict[str, Any]] = [
        {"name": "Color", "choices": [{"text": "Red", "priceModifier": 0}, {"text": "Blue"}]},
        {"name": "Size", "choices": [{"text": "S"}]},
    ]
    mine, theirs = deepcopy(base), deepcopy(base)
    mine[0]["choices"][0]["priceModifier"] = 2
    mine[1]["choices"].append({"text": "M"})
    theirs[0]["choices"].append({"text": "Green"})
    theirs[1]["choices"].insert(0, {"text": "XS"})
    assert joined(base, mine, theirs) == [
        {
            "name": "Color",
            "choices": [{"text": "Red", "priceModifier": 2}, {"text": "Blue"}, {"text": "Green"}],
        },
        {"name": "Size", "choices": [{"text": "XS"}, {"text": "S"}, {"text": "M"}]},
    ]
    theirs[0]["choices"][0]["priceModifier"] = 3
    merged = merge(base, mine, theirs, place="options")
    assert places(merged) == ["options[Color].choices[Red].priceModifier"]


def test_a_part_that_both_renamed_is_a_conflict() -> None:
    base, mine, theirs = ([{"text": "S"}, {"text": text}] for text in ("Blue", "Navy", "Ocean"))
    assert places(merge(base, mine, theirs, place="choices")) == ["choices"]
    assert joined(base, mine, base) == mine
    assert joined(base, mine, [{"text": "S"}, {"text": "Navy"}, {"text": "M"}]) == [
        {"text": "S"},
        {"text": "Navy"},
        {"text": "M"},
    ]


def test_parts_that_cannot_be_told_apart_are_one_value() -> None:
    base: list[Any] = [{"name": "A"}, {"name": "A"}]
    assert places(merge(base, [*base, {"name": "B"}], [*base, {"name": "C"}])) == [""]
    base = [{"quantity": 5, "price": 9}]
    mine, theirs = [{"quantity": 5, "price": 8}], [*base, {"quantity": 9, "price": 7}]
    assert places(merge(base, mine, theirs, place="wholesalePrices")) == ["wholesalePrices"]
    assert places(merge([part(1), part(1)], [part(1)], [])) == [""]
    assert places(merge([part(1), {"value": 2}], [part(1)], [{"value": 2}])) == [""]


# Places within a list ---------------------------------------------------------------------------


def option(*choices: str, default: Any) -> dict[str, Any]:
    return {"choices": [{"text": text} for text in choices], "defaultChoice": default}


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (option("XS", "S", "M", default=2), option("S", "M", "L", default=1), ("XS S M L", 2)),
        (option("XS", "S", "M", default=2), option("XXS", "S", "M", default=2), ("XS XXS S M", 3)),
        (option("S", "M", default=0), option("M", "S", default=0), ("M S", 1)),
        (option("S", "M", default=None), option("S", "M", "L", default=1), ("S M L", None)),
    ],
)
def test_the_default_choice_stays_the_choice_that_it_was(
    mine: Any, theirs: Any, merged: tuple[str, Any]
) -> None:
    value = joined(option("S", "M", default=1), mine, theirs)
    assert (" ".join(each["text"] for each in value["choices"]), value["defaultChoice"]) == merged


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (option("S", "M", "L", default=0), option("S", "M", "L", default=2)),
        (option("M", "L", default=0), option("S", "M", "L", default=0)),
        (option("S", "M", "L", default=2), option("S", "M", default=1)),
    ],
)
def test_a_default_choice_that_both_changed_or_that_is_gone_is_a_conflict(
    mine: Any, theirs: Any
) -> None:
    assert places(merge(option("S", "M", "L", default=1), mine, theirs)) == ["defaultChoice"]


# Ids --------------------------------------------------------------------------------------------


def test_lists_of_ids_are_merged_as_sets() -> None:
    assert joined([1, 2, 3], [1, 3, 4], [5, 1, 2], as_sets={""}) == [5, 1, 4]
    assert joined([1, 2], [2, 1], [2, 1, 3], as_sets={""}) == [2, 1, 3]


def test_an_id_that_is_not_known_yet_is_as_good_as_any() -> None:
    cap, tee = PendingKey(Product()), PendingKey(Product())
    assert joined([1], [1, cap, tee], [2, 1], as_sets={""}) == [2, 1, cap, tee]
    value = joined([{"id": 1, "ref": 3}], [{"id": 1, "ref": cap}], [{"id": 1, "ref": 3}, {"id": 2}])
    assert value == [{"id": 1, "ref": cap}, {"id": 2}]


def test_sets_may_lie_deeper() -> None:
    base = {"productIds": [1], "rules": [{"id": 1, "groups": [1]}]}
    mine = {"productIds": [1, 2], "rules": [{"id": 1, "groups": [1, 2]}]}
    theirs = {"productIds": [1, 3], "rules": [{"id": 1, "groups": [1, 3]}]}
    assert joined(base, mine, theirs, as_sets={"productIds", "rules.groups"}) == {
        "productIds": [1, 2, 3],
        "rules": [{"id": 1, "groups": [1, 2, 3]}],
    }
    assert places(merge(base, mine, theirs)) == ["productIds", "rules[1].groups"]


# Whatever the values ----------------------------------------------------------------------------

Three = tuple[Any, ...]
Threes = st.SearchStrategy[Three]

VALUES: st.SearchStrategy[Any] = st.sampled_from([ABSENT, None, "", "a", "b", 0, 1, 2.5, True])


def changed_by(who: str, old: Any, new: Any, other: Any) -> Three:
    """Three versions of a value: the base, mine and theirs."""
    return {
        "nobody": (old, old, old),
        "me": (old, new, old),
        "them": (old, old, new),
        "both alike": (old, new, new),
        "both": (old, new, other),
    }[who]


def threes(values: st.SearchStrategy[Any]) -> Threes:
    who = st.sampled_from(["nobody", "me", "me", "them", "them", "both alike", "both"])
    return st.builds(changed_by, who, values, values, values)


def of_objects(inner: Threes) -> Threes:
    """Three objects whose values at one key are three versions of one value."""
    return st.dictionaries(st.sampled_from("abc"), inner, max_size=3).map(
        lambda by_key: tuple(
            {key: three[side] for key, three in by_key.items() if three[side] is not ABSENT}
            for side in range(3)
        )
    )


def of_parts(key: str, keys: list[Any], inner: Threes) -> Threes:
    """Three lists of parts, each known by its `key`; some sides lack some, or re-ordered them."""
    where = threes(st.booleans())
    return st.tuples(
        st.dictionaries(st.sampled_from(keys), st.tuples(where, of_objects(inner)), max_size=4),
        threes(st.permutations(keys)),
    ).map(
        lambda drawn: tuple(
            [
                {key: known, **drawn[0][known][1][side]}
                for known in drawn[1][side]
                if known in drawn[0] and drawn[0][known][0][side]
            ]
            for side in range(3)
        )
    )


def of_options(inner: Threes) -> Threes:
    choices = of_parts("text", ["S", "M", "L"], inner)
    return st.tuples(choices, threes(st.sampled_from([None, 0, 1, 2]))).map(
        lambda drawn: tuple(
            {
                "choices": listed,
                "defaultChoice": default if (default or 0) < len(listed) else None,
            }
            for listed, default in zip(*drawn, strict=True)
        )
    )


def deeper(inner: Threes) -> Threes:
    return st.one_of(
        of_objects(inner),
        of_parts("id", [1, 2, 3, 4], inner),
        of_parts("name", ["A", "B", "C", "D"], inner),
        of_options(inner),
    )


versions = deeper(st.recursive(threes(VALUES), deeper, max_leaves=3)) | threes(
    st.lists(VALUES.filter(lambda value: value is not ABSENT), max_size=3)
)
versions_of_sets = threes(
    st.lists(st.sampled_from([1, 2, 3, 4, "x", "y"]), max_size=5, unique=True)
)


def sorted_lists(value: Any) -> Any:
    """The value with its lists in one order, and numbers that point into them as what they mean."""
    if isinstance(value, dict):
        inner = {key: sorted_lists(each) for key, each in value.items()}
        number, choices = value.get("defaultChoice"), value.get("choices", [])
        if isinstance(number, int) and number < len(choices):
            inner["defaultChoice"] = choices[number]["text"]
        return inner
    if isinstance(value, list):
        return sorted((sorted_lists(each) for each in value), key=repr)
    return value


def assert_nothing_lost(base: Any, mine: Any, theirs: Any, merged: Any) -> None:
    """Of a merge without conflicts: what only one side changed is as that side has it."""
    if same(base, theirs):
        assert alike(merged, mine)
    elif same(base, mine):
        assert alike(merged, theirs)
    elif all(isinstance(each, dict) for each in (base, mine, theirs)):
        for key in {*base, *mine, *theirs} - {"defaultChoice"}:
            assert_nothing_lost(*(each.get(key, ABSENT) for each in (base, mine, theirs, merged)))
    elif all(isinstance(each, list) for each in (base, mine, theirs)):
        by_key = [
            {one.get("id", one.get("name", one.get("text"))): one for one in each}
            for each in (base, mine, theirs, merged)
            if all(isinstance(one, dict) for one in each)
        ]
        for key in set().union(*by_key) if len(by_key) == 4 else ():
            assert_nothing_lost(*(each.get(key, ABSENT) for each in by_key))


@given(versions)
def test_merging_what_is_the_same_on_both_sides_gives_just_that(values: Three) -> None:
    base, mine, _ = values
    assert same(joined(base, mine, mine), mine)


@given(versions)
def test_a_side_that_changed_nothing_has_no_say(values: Three) -> None:
    base, mine, theirs = values
    assert same(joined(base, base, theirs), theirs)
    assert same(joined(base, mine, base), mine)


@given(versions)
def test_merging_again_adds_nothing(values: Three) -> None:
    base, mine, theirs = values
    merged = merge(base, mine, theirs)
    if not merged.conflicts:
        once = sorted_lists(merged.value)
        assert alike(sorted_lists(joined(base, merged.value, theirs)), once)
        assert alike(sorted_lists(joined(base, mine, merged.value)), once)


@given(versions)
def test_it_is_all_the_same_whose_changes_are_mine(values: Three) -> None:
    base, mine, theirs = values
    merged, turned = merge(base, mine, theirs), merge(base, theirs, mine)
    assert bool(merged.conflicts) == bool(turned.conflicts)
    if not merged.conflicts:
        assert alike(sorted_lists(merged.value), sorted_lists(turned.value))


@given(versions)
def test_neither_a_change_nor_an_untouched_value_is_lost(values: Three) -> None:
    base, mine, theirs = values
    merged = merge(base, mine, theirs)
    if not merged.conflicts:
        assert_nothing_lost(base, mine, theirs, merged.value)


@given(versions)
def test_a_conflict_shows_what_stands_at_its_place(values: Three) -> None:
    base, mine, theirs = values
    for dispute in merge(base, mine, theirs).conflicts:
        pointer = dispute.place.endswith("defaultChoice")  # one number may mean two choices
        assert pointer or not alike(dispute.mine, dispute.theirs)
        if dispute.place == "":
            assert dispute[1:] == values


@given(versions)
def test_merging_leaves_its_arguments_as_they_are(values: Three) -> None:
    before = repr(values)
    merge(*values)
    assert repr(values) == before


@given(versions_of_sets)
def test_a_merged_set_has_what_either_added_and_nothing_that_either_took_out(
    values: Three,
) -> None:
    base, mine, theirs = values
    merged = joined(base, mine, theirs, as_sets={""})
    was, wanted, there = set(base), set(mine), set(theirs)
    assert len(merged) == len(set(merged))
    assert set(merged) == (wanted | there) - (was - wanted) - (was - there)
    assert set(joined(base, merged, theirs, as_sets={""})) == set(merged)
