"""The masked sentence: placeholders, lists of unions, clauses, and the way back to the text."""

from __future__ import annotations


def masked(context, text: str) -> list[str]:
    return [v.masked for v in context(text).views]


def test_mentions_become_placeholders(context) -> None:
    text = "Unite said 84% of its members at Royal Mail had backed strikes on 3 March, for £500."
    assert masked(context, text) == ["UNION said PCT of its members at BODY had backed strikes on DATE, for MONEY."]


def test_a_list_of_unions_is_one_placeholder(context) -> None:
    (view,) = context("Unite, the GMB and Unison have walked out.").views
    assert view.masked == "UNION have walked out."
    assert view.groups[0].ids == ("UNITE", "GMB", "UNISON")


def test_a_name_and_its_acronym_are_one_placeholder(context) -> None:
    (view,) = context("The University and College Union (UCU) has walked out.").views
    assert view.masked == "the UNION has walked out."
    assert view.groups[0].ids == ("UCU",)


def test_clutter_is_not_viewed(context) -> None:
    views = context("Unite members walked out on 3 March.\nRead more: Unite strike dates\n").views
    assert len(views) == 1


def test_offsets_lead_back_to_the_text(context) -> None:
    text = "First line.\nUnite members will strike on 13 March. They want more pay."
    for view in context(text).views:
        assert text[view.start:view.end] == view.text


def test_paragraphs_are_lines(context) -> None:
    views = context("Unite met managers. It left.\nThe RMT did not.").views
    assert [v.paragraph for v in views] == [views[0].paragraph, views[0].paragraph, views[0].paragraph + 1]


def test_a_count_does_not_hide_the_union_inside_it(context) -> None:
    (view,) = context("Some 420 Unite members walked out on 3 March.").views
    assert view.masked == "some 420 UNION members walked out on DATE."
    ((at, count),) = view.counts
    assert (view.masked[at : at + 3], count.value) == ("420", 420)
