"""The administrative divisions of the country, as names in documents speak of them."""

from shared.divisions.divisions import Division, division_of_name, division_of_text, is_division

__all__ = ["Division", "division_of_name", "division_of_text", "is_division"]
