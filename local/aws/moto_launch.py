"""moto's server, with what Terraform's AWS provider needs and moto 5.2.5 lacks.

MOTO_IAM_LOAD_MANAGED_POLICIES=true MOTO_ACCOUNT_ID=123456789012 ADMINISTRATORS="<ARN of a role> …" \\
    python moto_launch.py -H 127.0.0.1 -p 5000
"""

import json
import os
import secrets
import string
import sys

from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.instances import InstanceBackend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend
from moto.efs.models import FileSystem
from moto.efs.responses import EFSResponse
from moto.iam import iam_backends
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.rds.models import DBInstance, DBParameterGroup, RDSBackend
from moto.s3.models import FakeBucket, FakeDeleteMarker
from moto.server import main
from moto.sts.models import STSBackend

from patching import replaces


def new_resource_id():
    return "db-" + "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(26))


def set_performance_insights(instance, options):
    enabled = options.get("enable_performance_insights")
    if enabled is None:
        return
    on = enabled in (True, "true", "True")
    retention = int(options.get("performance_insights_retention_period") or 7)
    instance.performance_insights_enabled = on
    instance.performance_insights_kms_key_id = options.get("performance_insights_kms_key_id") if on else None
    instance.performance_insights_retention_period = retention if on else None


# moto gives all instances the same DbiResourceId, by which the provider reads and destroys them. It does not store the
# settings of Performance Insights, so that each plan would set them again.
@replaces(DBInstance, "__init__")
def create_instance(original, self, *args, **options):
    original(self, *args, **options)
    self.dbi_resource_id = new_resource_id()
    set_performance_insights(self, options)


@replaces(DBInstance, "update")
def update_instance(original, self, *args, **options):
    # RDS keeps the existing secret; moto would create a second one and never delete the first one.
    if options.get("manage_master_user_password") and getattr(self, "manage_master_user_password", False):
        options["manage_master_user_password"] = None
    result = original(self, *args, **options)
    set_performance_insights(self, options)
    return result


# moto copies the primary for a replica, with the primary's DbiResourceId.
@replaces(RDSBackend, "create_db_instance_read_replica")
def create_replica(original, self, options):
    replica = original(self, options)
    replica.dbi_resource_id = new_resource_id()
    set_performance_insights(replica, options)
    return replica


# moto does not set the source of parameters that the user set. The provider reads only those with the source "user".
@replaces(DBParameterGroup, "update_parameters")
def update_parameters(original, self, parameters):
    parameters = list(parameters)
    original(self, parameters)
    for parameter in parameters:
        self.parameters[parameter["ParameterName"]]["Source"] = "user"


# moto returns the template's own tags as tags of the instances, so that each plan would remove them.
@replaces(LaunchTemplate, "create_version")
def create_template_version(original, self, data, description):
    specifications = data.pop("TagSpecifications", [])
    of_launched = [tags for tags in specifications if tags.get("ResourceType") != "launch-template"]
    if of_launched:
        data["TagSpecifications"] = of_launched
    return original(self, data, description)


# moto takes an instance whose subnet and groups are in its network interface for one without a VPC: it gets a public IP
# address, and loses the groups.
@replaces(InstanceBackend, "run_instances")
def run_instances(original, self, *args, nics=(), **options):
    if nics and not options.get("subnet_id"):
        first = nics[0]
        options["subnet_id"] = first.get("SubnetId")
        options["security_group_ids"] = first.get("Groups") or []
        options["associate_public_ip"] = first.get("AssociatePublicIpAddress") is True
        nics = []
    return original(self, *args, nics=list(nics), **options)


# moto returns an empty association for an interface without a public IP address, which the provider takes for one.
association = NetworkInterface.association.fget
NetworkInterface.association = property(lambda interface: association(interface) or None)


# If a route table is added to an endpoint later, moto creates no route in it; deleting the endpoint expects that route.
@replaces(VPCBackend, "modify_vpc_endpoint")
def modify_endpoint(original, self, vpc_id, *args, **options):
    endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
    before = list(endpoint.route_table_ids or [])
    original(self, vpc_id, *args, **options)
    if endpoint.vpc_endpoint_type.lower() != "gateway":
        return
    prefix_list = endpoint.destination_prefix_list_id
    for route_table in set(endpoint.route_table_ids) - set(before):
        self.create_route(route_table, None, gateway_id=vpc_id, destination_prefix_list_id=prefix_list)
    for route_table in set(before) - set(endpoint.route_table_ids):
        self.delete_route(route_table, prefix_list)


# moto cannot empty a versioned bucket that has delete markers (each released state lock leaves one).
FakeDeleteMarker.dispose = lambda self, *args, **options: None

# moto stores the description of a rule that refers to another security group, but does not return it.
SecurityGroupRule.description = property(
    lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
)


# moto does not evaluate conditions of bucket policies: a policy that denies requests without TLS denies all requests.
@replaces(FakeBucket, "get_permission")
def get_permission(original, self, action, resource):
    if self.policy is None:
        return original(self, action, resource)
    policy = json.loads(self.policy)
    kept = [statement for statement in policy["Statement"] if not refuses_without_tls(statement)]
    if not kept:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**policy, "Statement": kept})).is_action_permitted(action, resource)


def refuses_without_tls(statement):
    return statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"


# moto can read the backup policy of a file system, but not change it, and it has none that is disabled. It cannot delete a
# file system policy.
FileSystem.backup_policy = property(lambda self: {"Status": "ENABLED" if self._backup else "DISABLED"})


def put_backup_policy(self):
    policy = self._get_param("BackupPolicy")
    file_system = self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")]
    file_system._backup = policy["Status"] == "ENABLED"
    return json.dumps({"BackupPolicy": policy}), {"Content-Type": "application/json"}


def delete_file_system_policy(self):
    self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")].file_system_policy = None
    return "", {}


EFSResponse.put_backup_policy = put_backup_policy
EFSResponse.delete_file_system_policy = delete_file_system_policy


account = os.environ["MOTO_ACCOUNT_ID"]
administrators = [arn.split(":role/", 1)[1].rpartition("/") for arn in os.environ["ADMINISTRATORS"].split()]
for path, _, name in administrators:
    iam_backends[account]["aws"].create_role(name, "{}", f"/{path}/", None, "", [], "3600")


# Terraform runs as a session of the first administrator; in moto, as a user that does not exist.
@replaces(STSBackend, "get_caller_identity")
def get_caller_identity(original, self, access_key_id, region):
    _, _, name = administrators[0]
    return f"AROAEMULATOR:{name}", f"arn:aws:sts::{account}:assumed-role/{name}/operator", account


main(sys.argv[1:])
