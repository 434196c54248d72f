"""The contract of the topics as documents for those who do not read Python: JSON Schemas and an AsyncAPI document.

Both are written by `python -m shared.contract` from the models in `shared.events.topics`; the copies in the
repository are compared with what the code says in the tests. Nothing here is needed while a service runs.
"""
