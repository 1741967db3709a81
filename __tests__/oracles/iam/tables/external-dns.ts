import { namesake } from "../stage";
import { ownData } from "./data";
import { each, type Table } from "./requests";

const changes = [
  "route53:ChangeResourceRecordSets",
  "route53:ListResourceRecordSets",
  "route53:ListTagsForResources",
];

/**
 * external-dns: changes the records of the stage's hosted zone.
 * https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
 */
export const externalDns: Table = {
  principal: () => "pods.eks.amazonaws.com",
  trust: ["sts:AssumeRole", "sts:TagSession"],
  managedPolicies: [],
  can: ({ hostedZone }) => [...each(changes, [hostedZone]), ...each(["route53:ListHostedZones"], ["*"])],
  cannot: (stage) => [
    ...ownData(stage),
    ...each(changes, [namesake(stage).hostedZone]),
    ...each(["route53:DeleteHostedZone"], [stage.hostedZone]),
    ...each(["route53:CreateHostedZone"], ["*"]),
  ],
};
