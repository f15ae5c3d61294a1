"""The service's own description: which answer a call may have, and whether one keeps to it."""

import json
import os
import re
import warnings
from pathlib import Path

with warnings.catch_warnings():  # newer versions have another way, Debian's has this one
    warnings.simplefilter("ignore", DeprecationWarning)
    import jsonschema
    from jsonschema import RefResolver

SOURCE = Path(os.environ.get("POSTPROOF_SOURCE_DIR", Path(__file__).resolve().parents[2]))
DOCUMENT = json.loads((SOURCE / "api" / "openapi.json").read_text())
ALWAYS = {"not_found", "method_not_allowed"}  # of paths and methods that the description does not have


def resolved(node):
    while "$ref" in node:
        target = DOCUMENT
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        node = target
    return node


def pattern_of(path):
    return re.compile("^" + re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)) + "$")


PATTERNS = {path: pattern_of(path) for path in DOCUMENT["paths"]}


def operation_of(method, target):
    """The path as it is described and its operation; None where there is none."""
    path = target.split("?")[0]
    verb = "get" if method == "HEAD" else method.lower()
    exact = [described for described in PATTERNS if described == path]
    for described in exact or PATTERNS:
        if PATTERNS[described].match(path):
            return described, DOCUMENT["paths"][described].get(verb)
    return None, None


def check_against(schema, value):
    resolver = RefResolver.from_schema(DOCUMENT)
    checker = jsonschema.Draft202012Validator(schema, resolver=resolver,
                                              format_checker=jsonschema.FormatChecker())
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in checker.iter_errors(value)]
    assert not errors, errors


def check_reply(method, target, reply):
    """Raises AssertionError where the answer is none that the description has."""
    described, operation = operation_of(method, target)
    if operation is None:
        problem = reply.json if method != "HEAD" else {"code": "not_found"}
        assert problem["code"] in ALWAYS | {"malformed_request", "uri_too_long", "headers_too_large"}, str(reply)
        return
    responses = operation["responses"]
    assert str(reply.status) in responses, f"{method} {described} is not described to answer {reply}"
    response = resolved(responses[str(reply.status)])
    if reply.status == 304 or method == "HEAD":
        assert reply.body == b"", str(reply)
        return
    media = reply.headers["content-type"].split(";")[0]
    assert media in response["content"], f"{media} is not described for {method} {described} {reply.status}"
    if media.endswith("json"):
        check_against(response["content"][media]["schema"], reply.json)
    if media == "application/problem+json" and "x-codes" in response:
        assert reply.json["code"] in response["x-codes"], f"{reply.json['code']} is not described: {described}"
    assert "x-request-id" in reply.headers and reply.headers["cache-control"] == "no-store", str(reply)


def examples():
    """(method, path, body) of every example of a request."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            for example in content.get("application/json", {}).get("examples", {}).values():
                yield method.upper(), path, example["value"]
