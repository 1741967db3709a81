"""Reads AWS CLI commands as JSON lists of arguments, and prints what the service models of botocore do not have."""

import json
import sys

import botocore.session
import jmespath
from botocore import xform_name

session = botocore.session.get_session()
cli_names = {"s3api": "s3"}
options_of_all = {"query", "output", "region"}


def mistakes_of(arguments):
    service, operation, *rest = arguments
    try:
        model = session.get_service_model(cli_names.get(service, service))
    except Exception:
        return [f"no service {service}"]
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        return [f"no operation {operation}"]
    shape = model.operation_model(names[operation])
    members = shape.input_shape.members if shape.input_shape else {}
    inputs = {xform_name(name, "-"): name for name in members}
    given = [argument[2:] for argument in rest if argument.startswith("--")]
    found = [f"no option --{name}" for name in given if name not in inputs and name not in options_of_all]
    required = shape.input_shape.required_members if shape.input_shape else []
    found += [f"without --{option}" for option, name in inputs.items() if name in required and option not in given]
    if "query" in given:
        query = rest[rest.index("--query") + 1]
        try:
            parsed = jmespath.compile(query).parsed
            found += [f"{query}: no field {name}" for name in unknown_fields(parsed, shape.output_shape)[1]]
        except jmespath.exceptions.ParseError as error:
            found.append(str(error))
    return found


def unknown_fields(node, shape):
    """The shape of the result of an expression (None: not known), and the fields that do not exist."""
    kind, children = node["type"], node["children"]
    if kind == "field":
        members = getattr(shape, "members", None)
        if members is None:
            return None, [] if shape is None else [node["value"]]
        return (members[node["value"]], []) if node["value"] in members else (None, [node["value"]])
    if kind == "subexpression":
        unknown = []
        for child in children:
            shape, more = unknown_fields(child, shape)
            unknown += more
        return shape, unknown
    if kind == "flatten":
        result, unknown = unknown_fields(children[0], shape)
        return result, unknown
    if kind in ("projection", "filter_projection"):
        result, unknown = unknown_fields(children[0], shape)
        element = getattr(result, "member", result)
        # The condition of a filter reads an element as well.
        for child in children[1:]:
            unknown += unknown_fields(child, element)[1]
        return unknown_fields(children[1], element)[0], unknown
    if kind in ("identity", "current"):
        return shape, []
    if kind == "literal":
        return None, []
    unknown = []
    for child in children:
        if isinstance(child, dict):
            unknown += unknown_fields(child, shape)[1]
    return None, unknown


print(json.dumps([mistakes_of(arguments) for arguments in json.load(sys.stdin)]))
