import type { Request } from "../simulation";
import type { Stage } from "../stage";
import { each, readSecrets, useKeys, useLogs, type Table } from "./requests";

const elb = (...names: string[]) => names.map((name) => `elasticloadbalancing:${name}`);
const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);

const clusterTag = "elbv2.k8s.aws/cluster";
const requestTag = `aws:RequestTag/${clusterTag}`;
const resourceTag = `aws:ResourceTag/${clusterTag}`;
const eksTag = "aws:ResourceTag/aws:eks:cluster-name";

/** Tags that the stacks have it add to all that it makes. */
const stageTags = { "aws:RequestTag/Project": "artist", "aws:RequestTag/Stage": "production" };

/** What the controller makes, and what others make next to it. */
function resourcesOf({ account, region }: Stage) {
  const arn = (kind: string, id: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${kind}/${id}`;
  const [app, net] = [
    "app/k8s-artist-api-1a2b3c4d5e/50dc6c495c0c9188",
    "net/k8s-artist-tcp-1a2b3c4d5e/60dc6c495c0c9188",
  ];
  return {
    app: [arn("loadbalancer", app)],
    balancers: [arn("loadbalancer", app), arn("loadbalancer", net)],
    targetGroups: [arn("targetgroup", "k8s-artist-api-1a2b3c4d5e/73e2d6bc24d8a067")],
    listeners: [arn("listener", `${app}/f2f7dc8efc522ab2`), arn("listener", `${net}/f2f7dc8efc522ab2`)],
    rules: [
      arn("listener-rule", `${app}/f2f7dc8efc522ab2/9683b2d02a6cabee`),
      arn("listener-rule", `${net}/f2f7dc8efc522ab2/9683b2d02a6cabee`),
    ],
    securityGroups: [`arn:aws:ec2:${region}:${account}:security-group/sg-0a1b2c3d4e5f67890`],
    vpc: [`arn:aws:ec2:${region}:${account}:vpc/vpc-0a1b2c3d4e5f67890`],
    certificate: [`arn:aws:acm:${region}:${account}:certificate/12345678-1234-1234-1234-123456789012`],
    webAcl: [`arn:aws:wafv2:${region}:${account}:regional/webacl/api/12345678-1234-1234-1234-123456789012`],
  };
}

/** Requests that change a resource which exists. Each is tried with resources of this cluster and of nobody and others. */
function changes(stage: Stage): Request[] {
  const { app, balancers, targetGroups, listeners, rules, securityGroups } = resourcesOf(stage);
  const all = [...balancers, ...targetGroups, ...listeners, ...rules];
  return [
    ...each(elb("AddTags"), all, stageTags),
    ...each(elb("RemoveTags"), all, { "aws:TagKeys": "team" }),
    ...each(elb("CreateListener", "DeleteLoadBalancer", "ModifyLoadBalancerAttributes"), balancers),
    ...each(
      elb("ModifyCapacityReservation", "SetIpAddressType", "SetSecurityGroups", "SetSubnets"),
      balancers,
    ),
    ...each(elb("ModifyIpPools", "CreateWebACLAssociation", "DeleteWebACLAssociation"), app),
    ...each(elb("GetLoadBalancerWebACL"), app),
    ...each(elb("DeleteTargetGroup", "ModifyTargetGroup", "ModifyTargetGroupAttributes"), targetGroups),
    ...each(elb("RegisterTargets", "DeregisterTargets"), targetGroups),
    ...each(elb("CreateRule", "DeleteListener", "ModifyListener", "ModifyListenerAttributes"), listeners),
    ...each(elb("AddListenerCertificates", "RemoveListenerCertificates"), listeners),
    ...each(elb("DeleteRule", "ModifyRule", "SetRulePriorities"), rules),
    ...each(ec2("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"), securityGroups),
    ...each(ec2("DeleteSecurityGroup"), securityGroups),
    ...each(ec2("CreateTags"), securityGroups, stageTags),
    ...each(ec2("DeleteTags"), securityGroups, { "aws:TagKeys": "team" }),
  ];
}

/** Requests that make a resource: the action itself, and the tags that it adds. */
function creations(stage: Stage, cluster: string): Request[] {
  const { balancers, targetGroups, listeners, rules, securityGroups } = resourcesOf(stage);
  const tags = (action: string, resources: string[]) =>
    each(elb("AddTags"), resources, {
      [requestTag]: cluster,
      ...stageTags,
      "elasticloadbalancing:CreateAction": action,
    });
  return [
    ...each(elb("CreateLoadBalancer"), balancers, { [requestTag]: cluster, ...stageTags }),
    ...each(elb("CreateTargetGroup"), targetGroups, { [requestTag]: cluster, ...stageTags }),
    ...tags("CreateLoadBalancer", balancers),
    ...tags("CreateTargetGroup", targetGroups),
    ...tags("CreateListener", listeners),
    ...tags("CreateRule", rules),
    ...each(ec2("CreateTags"), securityGroups, {
      [requestTag]: cluster,
      ...stageTags,
      "ec2:CreateAction": "CreateSecurityGroup",
    }),
  ];
}

const withTag = (request: Request, tag: string, value: string): Request => ({
  ...request,
  context: { ...request.context, [tag]: value },
});

const rulesOfSecurityGroup = ec2("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress");

/**
 * AWS Load Balancer Controller 3.5: requests of its source (pkg/deploy, pkg/networking, pkg/targetgroupbinding).
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/v3.5.0/pkg
 */
export const loadBalancerController: Table = {
  principal: () => "pods.eks.amazonaws.com",
  trust: ["sts:AssumeRole", "sts:TagSession"],
  managedPolicies: [],
  can: (stage) => {
    const { app, securityGroups, vpc, certificate, webAcl } = resourcesOf(stage);
    const serviceRole = `arn:aws:iam::${stage.account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing`;
    return [
      ...changes(stage).map((request) => withTag(request, resourceTag, stage.name)),
      ...creations(stage, stage.name),
      ...each(rulesOfSecurityGroup, securityGroups, { [eksTag]: stage.name }),
      ...each(ec2("CreateSecurityGroup"), securityGroups, { [requestTag]: stage.name }),
      ...each(ec2("CreateSecurityGroup", "GetSecurityGroupsForVpc"), vpc),
      ...each(["iam:CreateServiceLinkedRole"], [serviceRole], {
        "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com",
      }),
      ...each(["wafv2:AssociateWebACL", "wafv2:GetWebACL", "wafv2:GetWebACLForResource"], webAcl),
      ...each(["wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACLForResource"], app),
      ...each(["acm:DescribeCertificate"], certificate),
      ...each(["acm:ListCertificates"], ["*"]),
      ...each(
        ec2(
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
        ),
        ["*"],
      ),
      ...each(
        elb(
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
        ["*"],
      ),
    ];
  },
  cannot: (stage) => {
    const { balancers, targetGroups, listeners, rules, securityGroups } = resourcesOf(stage);
    const other = `${stage.name}2`;
    const ofOthers = changes(stage).map((request) => withTag(request, resourceTag, other));
    // The first step of an attack: mark a resource of somebody else as one of this cluster.
    const marks = [
      ...each(elb("AddTags"), [...balancers, ...targetGroups, ...listeners, ...rules]),
      ...each(ec2("CreateTags"), securityGroups),
    ].map((request) => withTag(request, requestTag, stage.name));
    return [
      ...changes(stage),
      ...ofOthers,
      ...marks,
      ...marks.map((request) => withTag(request, resourceTag, other)),
      ...creations(stage, other),
      // Its own resources cannot be given to another cluster.
      ...marks.map((request) => withTag(withTag(request, requestTag, other), resourceTag, stage.name)),
      ...each(rulesOfSecurityGroup, securityGroups, { [eksTag]: other }),
      ...each(elb("SetWebAcl"), ["*"]),
      ...readSecrets(stage),
      ...useKeys(stage),
      ...useLogs(stage),
    ];
  },
};
