"""moto's server, with what Terraform's AWS provider needs beyond moto 5.2.5.

MOTO_IAM_LOAD_MANAGED_POLICIES=true python moto_launch.py -H 127.0.0.1 -p 5000
"""

import json
import secrets
import string
import sys

from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ec2.models.vpcs import VPCBackend
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.rds.models import DBInstance, DBParameterGroup, RDSBackend
from moto.s3.models import FakeBucket, FakeDeleteMarker
from moto.server import main

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


# All instances have the same DbiResourceId, by which the provider reads and destroys them; the settings of
# Performance Insights are forgotten, so that each plan wants to set them again.
@replaces(DBInstance, "__init__")
def create_instance(original, self, *args, **options):
    original(self, *args, **options)
    self.dbi_resource_id = new_resource_id()
    set_performance_insights(self, options)


@replaces(DBInstance, "update")
def update_instance(original, self, *args, **options):
    # RDS keeps the secret that it has; a second one would be made here, and the first one left behind.
    if options.get("manage_master_user_password") and getattr(self, "manage_master_user_password", False):
        options["manage_master_user_password"] = None
    result = original(self, *args, **options)
    set_performance_insights(self, options)
    return result


# A replica is a copy of its primary, with the primary's DbiResourceId.
@replaces(RDSBackend, "create_db_instance_read_replica")
def create_replica(original, self, options):
    replica = original(self, options)
    replica.dbi_resource_id = new_resource_id()
    set_performance_insights(replica, options)
    return replica


# Parameters that the user set are not told apart from the engine's own: the provider reads those of source "user".
@replaces(DBParameterGroup, "update_parameters")
def update_parameters(original, self, parameters):
    parameters = list(parameters)
    original(self, parameters)
    for parameter in parameters:
        self.parameters[parameter["ParameterName"]]["Source"] = "user"


# The template's own tags come back as tags of what is launched from it, so that each plan wants to remove them.
@replaces(LaunchTemplate, "create_version")
def create_template_version(original, self, data, description):
    specifications = data.pop("TagSpecifications", [])
    of_launched = [tags for tags in specifications if tags.get("ResourceType") != "launch-template"]
    if of_launched:
        data["TagSpecifications"] = of_launched
    return original(self, data, description)


# A route table that an endpoint is given later gets no route, which the endpoint's deletion then looks for.
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


# A versioned bucket with delete markers (each released state lock leaves one) cannot be emptied.
FakeDeleteMarker.dispose = lambda self, *args, **options: None

# The description of a rule that names another security group is kept, and not told.
SecurityGroupRule.description = property(
    lambda rule: rule.ip_range.get("Description") or rule.source_group.get("Description")
)


# A bucket policy's conditions are not evaluated: one that refuses requests without TLS would refuse every request.
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


main(sys.argv[1:])
