import pytest

from pipeline.annotate.entities import Place, find_entities


def places(text: str) -> list[tuple[str, str]]:
    return [(f.target.name, f.target.nation) for f in find_entities(text) if isinstance(f.target, Place)]


@pytest.mark.parametrize("text, found", [
    ("Schools in Wales and Northern Ireland", [("Wales", "Wales"), ("Northern Ireland", "Northern Ireland")]),
    ("Depots in Derry and Stoke-on-Trent", [("Londonderry", "Northern Ireland"), ("Stoke-on-Trent", "England")]),
    ("Teachers in Los Angeles and Paris", [("Los Angeles", "United States"), ("Paris", "France")]),
    ("He lives in Reading.", [("Reading", "England")]),
    ("Reading the offer, he laughed.", []),
    ("Then Jack London spoke of it.", []),
    ("Staff across South Yorkshire struck.", [("South Yorkshire", "England")]),
    ("Leeds City Council and Bristol Airport", []),
    ("The Duke of Sussex spoke.", []),
])
def test_places(text: str, found: list[tuple[str, str]]) -> None:
    assert places(text) == found
