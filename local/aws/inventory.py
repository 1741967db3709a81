"""Prints the resources in the emulators as JSON: the names of the resources of each kind in `inventory.json`.

AWS keeps a KMS key for days after its deletion; such keys are listed as a separate kind.

    python inventory.py <URL of all services except EKS> <URL of EKS>
"""

import json
import pathlib
import sys

import boto3
import jmespath

KEPT_KEYS = "aws_kms_key pending deletion"


def names(client, operation, expression):
    """Names of all resources of a kind, from all pages."""
    if client.can_paginate(operation):
        found = client.get_paginator(operation).paginate().search(expression)
    else:
        found = jmespath.search(expression, getattr(client, operation)())
    return sorted(name for name in found or [] if name is not None)


def is_pending_deletion(kms, key):
    return kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def keys_of_aws(kms):
    """Keys of AWS services, such as that of EBS. They are part of an account, and nobody can delete them."""
    aliases = kms.get_paginator("list_aliases").paginate().search("Aliases[?starts_with(AliasName, 'alias/aws/')]")
    return {alias["TargetKeyId"] for alias in aliases if "TargetKeyId" in alias}


def main(default_url, eks_url):
    def client(service):
        return boto3.client(
            service,
            endpoint_url=eks_url if service == "eks" else default_url,
            region_name="us-east-1",
            aws_access_key_id="emulator",
            aws_secret_access_key="emulator",
        )

    kinds = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())["listed"]
    clients = {service: client(service) for service in {service for service, _, _ in kinds.values()}}
    inventory = {kind: names(clients[service], *rest) for kind, (service, *rest) in kinds.items()}
    of_aws = keys_of_aws(clients["kms"])
    inventory["aws_kms_key"] = [key for key in inventory["aws_kms_key"] if key not in of_aws]
    inventory["aws_kms_alias"] = [name for name in inventory["aws_kms_alias"] if not name.startswith("alias/aws/")]
    kept = [key for key in inventory["aws_kms_key"] if is_pending_deletion(clients["kms"], key)]
    inventory["aws_kms_key"] = [key for key in inventory["aws_kms_key"] if key not in kept]
    inventory[KEPT_KEYS] = kept
    print(json.dumps(inventory))


if __name__ == "__main__":
    main(*sys.argv[1:])
