"""The tests of Fiscus; a package so that `tests.typeset` can be imported by the others."""
