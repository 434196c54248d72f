"""The official code lists (政府收支分类科目) as data: what a classification code is called and where it stands.

In come the two files below `data/`; out go lookups by code for the functional classification (支出功能分类, codes of
3, 5 and 7 digits) and the economic one (支出经济分类, 3 and 5 digits; 3xx for departments, 5xx for government).

The lists were read out of some 300 published disclosures and have gaps: **a code that is missing here proves
nothing.** A code that is found supports a reading; its absence is at most a hint. `data/README.md` says how complete
they are.
"""

from shared.taxonomy.code_list import Code, CodeList, Level, read_code_list
from shared.taxonomy.official import economic, functional

__all__ = ["Code", "CodeList", "Level", "economic", "functional", "read_code_list"]
