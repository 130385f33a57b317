"""Each rule fires on its example and, but for nouns that yield to a status, decides it."""

import re

import pytest

from pipeline.annotate.quantities import find_percents
from pipeline.annotate.roles import ROLES, Percentage, role_rules
from pipeline.annotate.roles.rules import PAY, RoleRule, expand
from pipeline.annotate.roles.status import StatusCue, status_cues
from pipeline.annotate.roles.view import Masked, mask, normalise
from pipeline.errors import ConfigError

RULES = role_rules()


def _view(rule: RoleRule) -> Masked:
    """Mask the example, whose target stands in double square brackets."""
    marked = re.search(r"\[\[([^\[\]]+)\]\]", rule.example)
    assert marked is not None, rule.id
    text = rule.example.replace("[[" + marked[1] + "]]", marked[1])
    spans = [(q.start, q.end) for q in find_percents(text)]
    starts = [start for start, _ in spans]
    return mask(text, spans, starts.index(marked.start()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_example_fires_its_rule(rule: RoleRule) -> None:
    assert rule.pattern.search(_view(rule).text)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_role_and_weight_are_in_their_ranges(rule: RoleRule) -> None:
    assert rule.role in ROLES | {PAY}
    assert 0 < rule.weight <= 105


@pytest.mark.parametrize("cue", status_cues(), ids=lambda cue: cue.id)
def test_the_example_fires_its_status_cue(cue: StatusCue) -> None:
    assert cue.pattern.search(normalise(cue.example))


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_role_has_a_rule() -> None:
    assert {rule.role for rule in RULES} >= ROLES


def test_an_unknown_macro_is_refused() -> None:
    with pytest.raises(ConfigError):
        expand("{NOWHERE} {T}", {})


@pytest.mark.parametrize(
    ("pattern", "text", "fires"),
    [
        ("of {x2}{T}", "of all of #t", True),
        ("of {x1}{T}", "of all our #t", False),
        ("of {x2}{T}", "of all, really #t", False),
        ("of {w2}{T}", "of all, really #t", True),
        ("of {w2}{T}", "of #p and #t", False),
        ("of {a2}{T}", "of #p and #t", True),
        ("of {w2}{T}", "of all; then #t", False),
    ],
)
def test_gaps(pattern: str, text: str, fires: bool) -> None:
    assert bool(re.search(expand(pattern, {}), text)) is fires


def test_normalise_is_idempotent_and_lowers() -> None:
    text = "Crews  voted “Yes” — on a turn-out of 2,205 of 3,000"
    assert normalise(text) == "crews voted yes - on a turnout of 2205 of 3000"
    assert normalise(normalise(text)) == normalise(text)


def test_mask_marks_one_target() -> None:
    view = mask("Some 8% said no, 92% yes.", [(5, 7), (17, 20)], 1)
    assert view.text == "some #p said no, #t yes."
    assert (view.left, view.right) == ("some #p said no, ", " yes.")


def test_percentage_is_a_value_and_a_span() -> None:
    assert Percentage(8.0, 5, 7).value == 8.0
