"""ministack's server, emulating EKS for an existing Kubernetes cluster: environment variables have its address, its
certificate authority and an issuer. It adds what Terraform's AWS provider needs and ministack 1.5.33 lacks.

EKS_ENDPOINT=https://127.0.0.1:6443 EKS_CA_FILE=ca.pem EKS_OIDC_ISSUER=https://oidc.eks.us-east-1.amazonaws.com \\
    BIND_HOST=127.0.0.1 GATEWAY_PORT=4567 MINISTACK_ACCOUNT_ID=123456789012 python ministack_launch.py
"""

import base64
import json
import os
import re
import sys
import urllib.parse
import uuid
from pathlib import Path

# If it finds a container engine, ministack starts a privileged k3s for each cluster, and at its start it removes the
# containers of every other ministack on this machine.
sys.modules["docker"] = None

from ministack.app import main
from ministack.services import eks

from patching import replaces

endpoint = os.environ["EKS_ENDPOINT"]
certificate_authority = base64.b64encode(Path(os.environ["EKS_CA_FILE"]).read_bytes()).decode()
issuer = os.environ["EKS_OIDC_ISSUER"].rstrip("/")


@replaces(eks, "_sanitize")
def shown_cluster(original, cluster):
    return {**original(cluster), "endpoint": endpoint, "certificateAuthority": {"data": certificate_authority}}


@replaces(eks, "_issuer_url")
def issuer_url(original, oidc_id):
    return f"{issuer}/id/{oidc_id}"


def copy_fields(source, target, fields):
    target.update({field: source[field] for field in fields if field in source})


# ministack does not store these fields of a request, so that each plan would set them again.
@replaces(eks, "_create_cluster")
def create_cluster(original, body, *args):
    response = original(body, *args)
    if response[0] == 200:
        copy_fields(body, eks._clusters[body["name"]], ("upgradePolicy", "zonalShiftConfig", "deletionProtection"))
    return response


@replaces(eks, "_create_nodegroup")
def create_node_group(original, cluster_name, body):
    response = original(cluster_name, body)
    if response[0] == 200:
        group = eks._nodegroups[f"{cluster_name}/{body['nodegroupName']}"]
        copy_fields(body, group, ("updateConfig", "nodeRepairConfig", "remoteAccess", "releaseVersion"))
        group.setdefault("updateConfig", {"maxUnavailable": 1})
        template = body.get("launchTemplate")
        if template:
            name_and_id = {"name": template.get("id"), "id": template.get("name")}
            group["launchTemplate"] = {**name_and_id, **template}
            # The launch template sets the disk size: EKS then returns no diskSize.
            group.pop("diskSize", None)
    return response


# ministack lacks the calls that update clusters and node groups, and the calls that describe such an update.
@replaces(eks, "_handle_request_sync")
def handle_request(original, method, path, headers, body_bytes, query_params):
    path_parts = urllib.parse.unquote(path).strip("/").split("/")
    if path_parts[0] == "clusters" and len(path_parts) > 2:
        answer = handle_update(method, path_parts[1], "/".join(path_parts[2:]), body_bytes)
        if answer is not None:
            return answer
    return original(method, path, headers, body_bytes, query_params)


def handle_update(method, cluster_name, call, body_bytes):
    cluster = eks._clusters.get(cluster_name)
    if cluster is None:
        return None
    followed = re.fullmatch(r"updates/([^/]+)", call)
    if method == "GET" and followed:
        return successful_update("VersionUpdate", followed[1])
    if method != "POST":
        return None
    body = json.loads(body_bytes or b"{}")
    if call == "updates":
        cluster["version"] = body["version"]
        return successful_update("VersionUpdate")
    if call == "update-config":
        merge_fields(
            body,
            cluster,
            ("logging", "upgradePolicy", "deletionProtection", "zonalShiftConfig", "resourcesVpcConfig", "accessConfig"),
        )
        return successful_update("ConfigUpdate")
    changed = re.fullmatch(r"node-groups/([^/]+)/update-(config|version)", call)
    group = changed and eks._nodegroups.get(f"{cluster_name}/{changed[1]}")
    if not group:
        return None
    merge_fields(
        body,
        group,
        ("scalingConfig", "updateConfig", "nodeRepairConfig", "version", "releaseVersion", "launchTemplate"),
    )
    update_labels(group, body.get("labels") or {})
    update_taints(group, body.get("taints") or {})
    return successful_update("ConfigUpdate")


def merge_fields(source, target, fields):
    for field in fields:
        if field in source:
            value = source[field]
            target[field] = {**target.get(field, {}), **value} if isinstance(value, dict) else value


def update_labels(group, change):
    labels = {**group.get("labels", {}), **(change.get("addOrUpdateLabels") or {})}
    removed = change.get("removeLabels") or []
    group["labels"] = {key: value for key, value in labels.items() if key not in removed}


def update_taints(group, change):
    added = change.get("addOrUpdateTaints") or []
    replaced = {(taint["key"], taint["effect"]) for taint in added + (change.get("removeTaints") or [])}
    kept = [taint for taint in group.get("taints", []) if (taint["key"], taint["effect"]) not in replaced]
    group["taints"] = kept + added


def successful_update(kind, identifier=None):
    update = {"id": identifier or str(uuid.uuid4()), "status": "Successful", "type": kind, "params": [], "errors": []}
    return eks._json_resp(200, {"update": update})


main()
