"""What is page furniture and what is the story: rules one by one, then whole pages."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

import pipeline.annotate.components.clutter
import pipeline.annotate.components.sentences
from pipeline.annotate.extensions import register
from pipeline.annotate.furniture import SCOPES, ClutterRule, clutter_rules


@pytest.fixture(scope="module")
def nlp() -> Language:
    assert pipeline.annotate.components.sentences
    assert pipeline.annotate.components.clutter
    register()
    nlp = spacy.blank("en")
    nlp.add_pipe("picketline_sentences")
    nlp.add_pipe("picketline_clutter")
    return nlp


def flagged(nlp: Language, text: str) -> list[str]:
    return [sent.text.strip() for sent in nlp(text).sents if sent._.clutter]


RULES = clutter_rules()


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_matches_its_example_and_no_counter_example(rule: ClutterRule) -> None:
    assert rule.matches(rule.example)
    assert [text for text in rule.counter if rule.matches(text)] == []


def test_ids_are_unique_and_every_scope_is_used() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert {rule.scope for rule in RULES} == set(SCOPES)


#: A page: lines marked ">" are furniture, all others are the story.
PAGES = {
    "a head, a caption, tags": """
> Published
> 6 June 2031
> By Ann Hale and Tom Orr
> Port correspondent
Ferry crews at Marlby are to strike for two days after talks with their company failed.
> Image caption, Pickets at the quay in March
The union said that 61% of those who took part had backed action on a turnout of 70%.
> Drivers outside the Marlby depot. Picture: Ann Hale
> Image caption,
> The crews will be out on both days
What happens next?
The company said that it would run half of its boats on both days.
> Related topics
> Marlby
> - Ferries
""",
    "links that break into the story": """
Ferry crews at Marlby are to strike for two days after talks with their company failed.
> Read more:
> Crews weigh a second offer from the quay
> Which boats will sail in May?
The union said that 61% of those who took part had backed action on a turnout of 70%.
> READ MORE: Harbour boss quits after a year
The company said that it would run half of its boats on both days.
> - Crews vote to walk out at three ports
> - When do the boats stop?
> - Harbour staff reject offer
It is the third walkout of the year at the port, and the union says more may follow.
""",
    "facts in lists": """
Ferry crews at Marlby are to strike for ten days after talks with their company failed.
The days are:
- Monday 4 May: all boats
- Friday 8 May: the Orrsay boat
The offers so far, as the union tells them, each of them refused by the members.
- March: 3%, refused by all
- April: 4% and £500
The union wants three things, and says that it will not move from any of them.
- A rise of 9% for all crews
- Longer rest between shifts on the night boats;
- No cuts
The company said that it would run half of its boats on both days.
June: 24, 25 and 26
""",
    "comments and their rules": """
Ferry crews at Marlby are to strike for two days after talks with their company failed.
The union said that 61% of those who took part had backed action on a turnout of 70%.
A spokesman for the company would not comment on the ballot or on the offer.
The company's chairman will not subscribe to the view that crews are badly paid.
Comments from ministers have angered the crews, who say that they know nothing of boats.
> Why are you letting only subscribers comment?
> We want our pages to be a safe place for all who live by the sea.
> Anonymous: "I sailed with them for twenty years and never saw a strike."
> Comments & moderation
> You can complain about any of them and we shall look into it on weekdays.
""",
    "promotions within a line": """
Ferry crews at Marlby are to strike for two days. The company has said no. > Sign up for our daily newsletter.
The union said that 61% of those who took part had backed action. > Click here for a table of all results.
A vote will be held in May, the union said at its office on the quay of Marlby.
> Got a story? > Email the newsdesk at news@courier.example.
> Follow the Courier on Facebook and X. > Comments: 17
""",
    "quotations that sound like promotions": """
“Follow us on Facebook,” she told the crews who had come to the quay on Friday night.
He said: “Read more: that is what I tell all of the ministers who come to us.”
Let us be clear that this strike will go ahead, whatever the company says to the crews.
“You are responsible for this. Sorry, this offer is not good enough,” the union told the company.
Tell us what you want, the company said. Join us on the quay, the union answered.
The review body is independent of ministers. This report was published by the union in May.
""",
    "a press release": """
> 6 June 2031
Ferry crews at Marlby are to strike for two days after talks with their company failed.
The union said that 61% of those who took part had backed action on a turnout of 70%.
The company said that it would run half of its boats on both days, and none at night.
ENDS
Notes to editors
1. The ballot ran from 4 to 20 May, and 1,210 papers came back to the scrutineer.
> Media contact: press@union.example
""",
    "a list behind the end": """
Ferry crews at Marlby are to strike for two days after talks with their company failed.
The union said that 61% of those who took part had backed action on a turnout of 70%.
The company said that it would run half of its boats on both days, and none at night.
It is the third walkout of the year at the port, and the union says more may follow.
The strike will be held at:
Marlby North quay
Orrsay pier
""",
    "promotions behind the end": """
Ferry crews at Marlby are to strike for two days after talks with their company failed.
The union said that 61% of those who took part had backed action on a turnout of 70%.
The company said that it would run half of its boats on both days, and none at night.
It is the third walkout of the year at the port, and the union says more may follow.
> Ice hockey side drops its mascot
> BOATING DAILY: A sloop, a storm and a very wet dog
""",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page(nlp: Language, name: str) -> None:
    expected = []
    lines = []
    for line in PAGES[name].strip().splitlines():
        story, *furniture = line.split("> ")
        lines.append(story + "".join(furniture))
        expected += [sent.text.strip() for part in furniture for sent in nlp(part.strip()).sents]
    assert flagged(nlp, "\n".join(lines)) == expected


def test_a_reader_may_complain_before_the_story_begins(nlp: Language) -> None:
    """The link "Comments (3)" on top of a page does not end it."""
    story = PAGES["a press release"].strip().splitlines()[1:4]
    assert flagged(nlp, "\n".join(["Comments (3)", *story])) == ["Comments (3)"]


def test_a_long_paragraph_is_not_lost_for_how_it_begins(nlp: Language) -> None:
    text = "Sign up for our newsletter. " + "The crews of the Marlby boats will vote on the offer in May. " * 12
    assert flagged(nlp, text) == ["Sign up for our newsletter."]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_order_and_repetition_change_nothing(nlp: Language, data: st.DataObject) -> None:
    lines = [rule.example for rule in RULES] + PAGES["facts in lists"].strip().splitlines()
    text = "\n".join(data.draw(st.lists(st.sampled_from(lines), max_size=14)))
    doc = nlp(text)
    first = [sent._.clutter for sent in doc.sents]
    nlp.get_pipe("picketline_clutter")(doc)
    assert [sent._.clutter for sent in doc.sents] == first
    assert [sent._.clutter for sent in nlp(text).sents] == first


@settings(max_examples=100, deadline=1000)
@given(text=st.text(st.sampled_from("ab .:,?!\n-@“”©|"), max_size=400))
def test_any_text_is_survived_and_soon(nlp: Language, text: str) -> None:
    nlp(text)
