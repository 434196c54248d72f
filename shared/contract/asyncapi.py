"""The AsyncAPI 3.0 document: topics, messages with headers and payloads, Kafka bindings, who sends and who receives.

In go the channels, the schemas and the headers, out comes the document as plain data and as YAML. Payloads are
references to the schema files beside it, so that each schema stands in the repository once.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

from shared.contract.channels import APPLICATIONS, CHANNELS, GROUP_PREFIXES, GROUPS, PARTITIONS, Channel
from shared.contract.headers import DOCUMENT_ID, dead_letter_headers, event_headers, headers_of
from shared.events.envelope import JSON_CONTENT_TYPE
from shared.version import VERSION

Node = dict[str, Any]
SCHEMA_FORMAT: Final = "application/schema+json;version=draft-2020-12"
SCHEMAS: Final = "../shared/events/schemas"
"""Where the schema files lie, seen from the document."""
_BINDING: Final = "0.5.0"
_DAY_MILLISECONDS: Final = 86_400_000
_HEADER: Final = "# Written by `make contracts`; changes belong into shared/contract/ and shared/events/.\n"
_ABOUT: Final = """\
What the services of Fiscus say to one another over Apache Kafka. The key of every record is the id of its document,
so that all events of a document stand in order in one partition. Events are CloudEvents 1.0 in binary mode:
attributes are headers, the value is the payload as JSON. Delivery is at least once, and an event that is sent again
has the same id. Within a major version, which the topic names, fields are only added, and readers pass over what they
do not know."""


def document() -> Node:
    """Give the whole document."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:fiscus:services",
        "info": {
            "title": "Fiscus",
            "version": VERSION,
            "description": _ABOUT,
            "tags": [{"name": name, "description": does} for name, does in APPLICATIONS.items()],
        },
        "defaultContentType": JSON_CONTENT_TYPE,
        "servers": _servers(),
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": dict(_operation(*told) for told in _traffic()),
        "components": {
            "messages": {channel.name: _message(channel) for channel in CHANNELS},
            "schemas": {
                "eventHeaders": event_headers(),
                "deadLetterHeaders": dead_letter_headers(),
            },
            "securitySchemes": {
                "scram": {
                    "type": "scramSha512",
                    "description": "FISCUS_KAFKA__SASL_USERNAME, …__SASL_PASSWORD",
                }
            },
        },
    }


def as_yaml() -> str:
    """Give the document as it stands in its file."""
    text = yaml.dump(document(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return _HEADER + str(text)


def _servers() -> Node:
    host = {
        "host": "{bootstrap}",
        "variables": {
            "bootstrap": {
                "default": "localhost:9092",
                "description": "FISCUS_KAFKA__BOOTSTRAP_SERVERS",
            }
        },
    }
    return {
        "plain": {**host, "protocol": "kafka", "description": "For one machine or a network of one's own."},
        "secured": {
            **host,
            "protocol": "kafka-secure",
            "description": "TLS with SCRAM: FISCUS_KAFKA__SECURITY_PROTOCOL=SASL_SSL.",
            "security": [{"$ref": "#/components/securitySchemes/scram"}],
        },
    }


def _channel(channel: Channel) -> Node:
    return {
        "address": channel.topic,
        "title": channel.title,
        "summary": channel.summary,
        "messages": {channel.name: {"$ref": f"#/components/messages/{channel.name}"}},
        "bindings": {
            "kafka": {
                "topic": channel.topic,
                "partitions": PARTITIONS,
                "topicConfiguration": {"retention.ms": channel.retention_days * _DAY_MILLISECONDS},
                "bindingVersion": _BINDING,
            },
        },
    }


def _message(channel: Channel) -> Node:
    return {
        "name": channel.event_type or channel.topic,
        "title": channel.title,
        "summary": channel.summary,
        "contentType": JSON_CONTENT_TYPE,
        "headers": headers_of(channel),
        "payload": {
            "schemaFormat": SCHEMA_FORMAT,
            "schema": {"$ref": f"{SCHEMAS}/{channel.topic}.json"},
        },
        "bindings": {
            "kafka": {"key": DOCUMENT_ID, "bindingVersion": _BINDING},
        },
    }


def _traffic() -> list[tuple[str, str, Channel]]:
    """Give each application with what it does to which channel."""
    sent = [(sender, "send", channel) for channel in CHANNELS for sender in channel.senders]
    received = [(receiver, "receive", channel) for channel in CHANNELS for receiver in channel.receivers]
    return sorted([*sent, *received], key=lambda told: list(APPLICATIONS).index(told[0]))


def _operation(application: str, action: str, channel: Channel) -> tuple[str, Node]:
    verb = "Sends" if action == "send" else "Receives"
    node: Node = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "summary": f"{application} {action}s: {channel.title[0].lower()}{channel.title[1:]}",
        "tags": [{"name": application}],
        "messages": [{"$ref": f"#/channels/{channel.name}/messages/{channel.name}"}],
    }
    if action == "receive":
        node["bindings"] = {"kafka": {"groupId": _group(application), "bindingVersion": _BINDING}}
    return f"{application}{verb}{channel.name[0].upper()}{channel.name[1:]}", node


def _group(application: str) -> Node:
    if application in GROUPS:
        return {"type": "string", "const": GROUPS[application]}
    return {"type": "string", "pattern": f"^{GROUP_PREFIXES[application]}"}


class _Dumper(yaml.SafeDumper):
    """Writes everything out in full, texts of several lines as blocks."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as the base class has it
        """No anchors: not every reader of AsyncAPI follows them."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
