"""How much of what is wrong is noticed: one printed figure at a time is changed, and the whole path reads the page.

Documents are typeset as PDF and as text extracts. Each change is made before typesetting; the page is read, judged, and
compared with the judgement on the unchanged document.
"""
