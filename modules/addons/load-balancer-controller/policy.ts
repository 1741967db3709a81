import type { DataAwsIamPolicyDocumentStatement } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";

const elb = (...names: string[]) => names.map((name) => `elasticloadbalancing:${name}`);
const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);

/** The tag that the controller adds to everything that it makes. */
const clusterTag = "elbv2.k8s.aws/cluster";

/**
 * Permissions of the controller: read what it needs, make load balancers with the tag of its cluster, and change only
 * those. The tag can be added only while a resource is made. `*` is used where the action takes no ARN, or where AWS names
 * the resource only when it makes it.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
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
  const all = [...loadBalancers, ...targetGroups, ...listenersAndRules];
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
      // Elastic Load Balancing decides which load balancer gets a web ACL, by the actions `…WebACL…` of ChangeOwn.
      sid: "WebAcl",
      actions: [
        "wafv2:AssociateWebACL",
        "wafv2:DisassociateWebACL",
        "wafv2:GetWebACL",
        "wafv2:GetWebACLForResource",
      ],
      resources: [...elbArn("loadbalancer/app/*/*"), `arn:${partition}:wafv2:*:*:regional/webacl/*/*`],
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
      resources: all,
      condition: [
        {
          test: "StringEquals",
          variable: "elasticloadbalancing:CreateAction",
          values: ["CreateLoadBalancer", "CreateTargetGroup", "CreateListener", "CreateRule"],
        },
        requested,
      ],
    },
    {
      sid: "TagOwn",
      actions: elb("AddTags", "RemoveTags"),
      resources: all,
      condition: [notRetagged, owned],
    },
    {
      // A listener is made on a load balancer, and a rule on a listener.
      sid: "ChangeOwn",
      actions: elb(
        "AddListenerCertificates",
        "CreateListener",
        "CreateRule",
        "CreateWebACLAssociation",
        "DeleteListener",
        "DeleteLoadBalancer",
        "DeleteRule",
        "DeleteTargetGroup",
        "DeleteWebACLAssociation",
        "DeregisterTargets",
        "GetLoadBalancerWebACL",
        "ModifyCapacityReservation",
        "ModifyIpPools",
        "ModifyListener",
        "ModifyListenerAttributes",
        "ModifyLoadBalancerAttributes",
        "ModifyRule",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "RegisterTargets",
        "RemoveListenerCertificates",
        "SetIpAddressType",
        "SetRulePriorities",
        "SetSecurityGroups",
        "SetSubnets",
      ),
      resources: all,
      condition: [owned],
    },
  ];
}
