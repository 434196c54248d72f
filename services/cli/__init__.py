"""The command line `fiscus`: one module for each command or small family, over everything else.

Arguments come in, results go to stdout, everything else (progress, logs, errors) to stderr; the exit status is of
`shared.errors.ExitCode`. Each command imports what it works with when it runs: `fiscus --help` answers at once, and
`fiscus validate` loads no warehouse.
"""
