import { releaseTag } from "../modules/aws/registry/schema";
import type { StageRule } from "./stage-rule";

/** What a production stage needs, with the paths of the fields. A field that is not valid itself is not checked. */
export const productionRules: StageRule = ({ stage, refuse }) => {
  if (stage.production !== true) {
    return;
  }
  const { network, database, secrets, logBucket, cluster, platform, application } = stage;
  const required: readonly (readonly [path: string, given: unknown, isEnough: boolean, accepted: string])[] =
    [
      [
        "application.host",
        application?.host,
        application === undefined || application.host !== undefined,
        `a host name in production, such as api.${network?.domain?.name ?? "example.com"}`,
      ],
      [
        "database.backupRetentionDays",
        ...between(database?.backupRetentionDays, 7, 30),
        "7 to 30 days in production",
      ],
      [
        "platform.alerts.emails",
        platform?.alerts?.emails,
        platform?.alerts?.emails?.length !== 0,
        "one or more e-mail addresses in production",
      ],
      ["database.multiAz", database?.multiAz, database?.multiAz !== false, "true in production"],
      [
        "database.deletionProtection",
        database?.deletionProtection,
        database?.deletionProtection !== false,
        "true in production",
      ],
      [
        "database.finalSnapshot",
        database?.finalSnapshot,
        database?.finalSnapshot !== false,
        "true in production",
      ],
      [
        "secrets.recoveryWindowDays",
        ...between(secrets?.recoveryWindowDays, 7, 30),
        "7 to 30 days in production",
      ],
      [
        "logBucket.forceDestroy",
        logBucket?.forceDestroy,
        logBucket?.forceDestroy !== true,
        "false in production",
      ],
      ["cluster.nodeGroup.size", ...between(cluster?.nodeGroup?.size, 2), "two or more nodes in production"],
      [
        "application.imageTag",
        application?.imageTag,
        application?.imageTag === undefined || new RegExp(releaseTag.source).test(application.imageTag),
        `${releaseTag.accepted}, in production, because the registry deletes images with other tags when newer ones come`,
      ],
      [
        "application.api.minReplicas",
        ...between(application?.api?.minReplicas, 2),
        "two or more pods in production",
      ],
    ];
  for (const [path, given, isEnough, accepted] of required) {
    if (!isEnough) {
      refuse(path.split("."), given, accepted);
    }
  }
};

/** A number, and whether it is within bounds; a number that is not valid itself is not checked. */
const between = (given: number | undefined, minimum: number, maximum = Infinity) =>
  [given, given === undefined || (given >= minimum && given <= maximum)] as const;
