import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

const elb = (...names: string[]) => names.map((name) => `elasticloadbalancing:${name}`);
const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);

/** The tag that the controller adds to everything that it makes. */
const clusterTag = "elbv2.k8s.aws/cluster";

/**
 * Permissions of the controller: read what it needs, make load balancers with the tag of its cluster, and change only
 * those. `*` is used where the action takes no ARN, or where AWS names the resource only when it makes it.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export function loadBalancerControllerStatements(
  clusterName: string,
  partition: string,
): DataAwsIamPolicyDocumentStatement[] {
  const elbArn = (...kinds: string[]) =>
    kinds.map((kind) => `arn:${partition}:elasticloadbalancing:*:*:${kind}`);
  const loadBalancers = elbArn("loadbalancer/app/*/*", "loadbalancer/net/*/*");
  const targetGroups = elbArn("targetgroup/*/*");
  const listenersAndRules = elbArn(
    "listener/app/*/*/*",
    "listener/net/*/*/*",
    "listener-rule/app/*/*/*",
    "listener-rule/net/*/*/*",
  );
  const securityGroups = [`arn:${partition}:ec2:*:*:security-group/*`];
  const requested = { test: "StringEquals", variable: `aws:RequestTag/${clusterTag}`, values: [clusterName] };
  const owned = { test: "StringEquals", variable: `aws:ResourceTag/${clusterTag}`, values: [clusterName] };
  const notRetagged = { test: "Null", variable: `aws:RequestTag/${clusterTag}`, values: ["true"] };
  return [
    {
      sid: "ServiceLinkedRole",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [`arn:${partition}:iam::*:role/aws-service-role/elasticloadbalancing.amazonaws.com/*`],
      condition: [
        {
          test: "StringEquals",
          variable: "iam:AWSServiceName",
          values: ["elasticloadbalancing.amazonaws.com"],
        },
      ],
    },
    {
      sid: "Read",
      actions: [
        ...ec2(
          "DescribeAccountAttributes",
          "DescribeAddresses",
          "DescribeAvailabilityZones",
          "DescribeInstances",
          "DescribeInternetGateways",
          "DescribeNetworkInterfaces",
          "DescribeRouteTables",
          "DescribeSecurityGroups",
          "DescribeSubnets",
          "DescribeTags",
          "DescribeVpcPeeringConnections",
          "DescribeVpcs",
          "GetSecurityGroupsForVpc",
        ),
        ...elb(
          "DescribeCapacityReservation",
          "DescribeListenerAttributes",
          "DescribeListenerCertificates",
          "DescribeListeners",
          "DescribeLoadBalancerAttributes",
          "DescribeLoadBalancers",
          "DescribeRules",
          "DescribeSSLPolicies",
          "DescribeTags",
          "DescribeTargetGroupAttributes",
          "DescribeTargetGroups",
          "DescribeTargetHealth",
          "DescribeTrustStores",
        ),
        "acm:DescribeCertificate",
        "acm:ListCertificates",
      ],
      resources: ["*"],
    },
    {
      sid: "WebAcl",
      actions: [
        "wafv2:AssociateWebACL",
        "wafv2:DisassociateWebACL",
        "wafv2:GetWebACL",
        "wafv2:GetWebACLForResource",
        "elasticloadbalancing:SetWebAcl",
      ],
      resources: [...loadBalancers, `arn:${partition}:wafv2:*:*:regional/webacl/*/*`],
    },
    {
      sid: "CreateSecurityGroup",
      actions: ec2("CreateSecurityGroup"),
      resources: [...securityGroups, `arn:${partition}:ec2:*:*:vpc/*`],
    },
    {
      sid: "TagNewSecurityGroup",
      actions: ec2("CreateTags"),
      resources: securityGroups,
      condition: [
        { test: "StringEquals", variable: "ec2:CreateAction", values: ["CreateSecurityGroup"] },
        requested,
      ],
    },
    {
      sid: "TagOwnSecurityGroups",
      actions: ec2("CreateTags", "DeleteTags"),
      resources: securityGroups,
      condition: [notRetagged, owned],
    },
    {
      sid: "ChangeOwnSecurityGroups",
      actions: ec2("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "DeleteSecurityGroup"),
      resources: securityGroups,
      condition: [owned],
    },
    {
      // The rule that allows the load balancer to connect to pods is in the cluster's security group, which EKS tags.
      sid: "ChangeClusterSecurityGroup",
      actions: ec2("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"),
      resources: securityGroups,
      condition: [
        { test: "StringEquals", variable: "aws:ResourceTag/aws:eks:cluster-name", values: [clusterName] },
      ],
    },
    {
      sid: "Create",
      actions: elb("CreateLoadBalancer", "CreateTargetGroup"),
      resources: [...loadBalancers, ...targetGroups],
      condition: [requested],
    },
    {
      sid: "TagNew",
      actions: elb("AddTags"),
      resources: [...loadBalancers, ...targetGroups],
      condition: [
        {
          test: "StringEquals",
          variable: "elasticloadbalancing:CreateAction",
          values: ["CreateLoadBalancer", "CreateTargetGroup"],
        },
        requested,
      ],
    },
    {
      sid: "TagOwn",
      actions: elb("AddTags", "RemoveTags"),
      resources: [...loadBalancers, ...targetGroups],
      condition: [notRetagged, owned],
    },
    {
      sid: "ChangeOwn",
      actions: elb(
        "DeleteLoadBalancer",
        "DeleteTargetGroup",
        "ModifyCapacityReservation",
        "ModifyIpPools",
        "ModifyLoadBalancerAttributes",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "SetIpAddressType",
        "SetSecurityGroups",
        "SetSubnets",
      ),
      resources: [...loadBalancers, ...targetGroups],
      condition: [owned],
    },
    {
      sid: "Listeners",
      actions: elb(
        "AddListenerCertificates",
        "AddTags",
        "CreateListener",
        "CreateRule",
        "DeleteListener",
        "DeleteRule",
        "ModifyListener",
        "ModifyListenerAttributes",
        "ModifyRule",
        "RemoveListenerCertificates",
        "RemoveTags",
        "SetRulePriorities",
      ),
      resources: [...loadBalancers, ...listenersAndRules],
    },
    { sid: "Targets", actions: elb("RegisterTargets", "DeregisterTargets"), resources: targetGroups },
  ];
}
