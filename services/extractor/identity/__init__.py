"""Whose document it is: department, year, level, kind, region and date, read from what is printed."""

from services.extractor.identity.accounts import is_final_account, is_of_both, settle_accounts
from services.extractor.identity.department import department_of
from services.extractor.identity.head import read_head

__all__ = ["department_of", "is_final_account", "is_of_both", "read_head", "settle_accounts"]
