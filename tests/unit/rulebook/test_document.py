from pathlib import Path

from shared.rulebook.checks import load_rules
from shared.rulebook.document import rules_page

PAGE = Path(__file__).parents[3] / "docs" / "rules.md"


def test_the_page_in_docs_is_current() -> None:
    """Run `python -m shared.rulebook.document > docs/rules.md` after a change of the rulebook."""
    assert PAGE.read_text(encoding="utf-8") == rules_page()


def test_every_rule_has_its_place_on_the_page() -> None:
    headings = {line.removeprefix("### ") for line in rules_page().splitlines() if line.startswith("### ")}

    assert headings == set(load_rules())
