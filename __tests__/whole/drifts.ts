import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { projectPath } from "../../modules/kit/project-path";
import { environment, signedFor } from "./emulator";

/** Calls an API of AWS whose requests are forms: EC2, IAM. Returns the answer, XML. */
async function query(
  service: string,
  version: string,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const response = await fetch(environment().aws.default, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...signedFor(service) },
    body: new URLSearchParams({ Version: version, ...parameters }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${service} ${parameters["Action"]}: ${text}`);
  }
  return text;
}

/** Calls CloudWatch Logs. */
async function logs(action: string, body: object): Promise<void> {
  const response = await fetch(environment().aws.default, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `Logs_20140328.${action}`,
      ...signedFor("logs"),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`logs ${action}: ${await response.text()}`);
  }
}

/** Runs `npm run drift` as a nightly job does. */
function drift(...args: readonly string[]) {
  const { status, stdout } = spawnSync("npm", ["run", "--silent", "drift", "--", ...args], {
    cwd: projectPath(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const read = (name: string) => readFileSync(projectPath("drift.out", name), "utf8");
  return { status, stdout, issue: read("issue.md") };
}

const ec2 = (parameters: Readonly<Record<string, string>>) => query("ec2", "2016-11-15", parameters);
const iam = (parameters: Readonly<Record<string, string>>) => query("iam", "2010-05-08", parameters);

/** Changes made outside of Terraform, each with what takes it back. */
interface Change {
  readonly make: () => Promise<unknown>;
  readonly undo: () => Promise<unknown>;
}

const role = "artist-local-karpenter-nodes";
const policyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
const logGroupName = "/aws/rds/instance/artist-local/postgresql";
const attachment = { RoleName: role, PolicyArn: policyArn };

/** Compares the deployed stage, before and after somebody changed it. */
export function driftTests(): void {
  describe("drift", () => {
    it("is not there after a deployment, and no plan is left", () => {
      const { status, issue } = drift("--stage", "local");
      expect(issue.split("\n")[0]).toBe("**No drift. The configuration is applied.**");
      expect(status).toBe(0);
      expect(existsSync(projectPath("drift.out", "plans"))).toBe(false);
    });

    it("is named with what it means, and taken back", async () => {
      const found = await ec2({
        Action: "DescribeSecurityGroups",
        "Filter.1.Name": "group-name",
        "Filter.1.Value.1": "artist-local-database-client",
      });
      const [, GroupId = ""] = /<groupId>(sg-\w+)</.exec(found) ?? [];
      expect(GroupId).not.toBe("");
      const permission = {
        GroupId,
        "IpPermissions.1.IpProtocol": "tcp",
        "IpPermissions.1.FromPort": "22",
        "IpPermissions.1.ToPort": "22",
        "IpPermissions.1.IpRanges.1.CidrIp": "0.0.0.0/0",
      };
      const changes: readonly Change[] = [
        {
          make: () => ec2({ Action: "AuthorizeSecurityGroupIngress", ...permission }),
          undo: () => ec2({ Action: "RevokeSecurityGroupIngress", ...permission }),
        },
        {
          make: () => iam({ Action: "AttachRolePolicy", ...attachment }),
          undo: () => iam({ Action: "DetachRolePolicy", ...attachment }),
        },
        {
          make: () => logs("PutRetentionPolicy", { logGroupName, retentionInDays: 1 }),
          undo: () => logs("PutRetentionPolicy", { logGroupName, retentionInDays: 90 }),
        },
      ];
      const made: Change[] = [];
      try {
        for (const change of changes) {
          await change.make();
          made.push(change);
        }
        const { status, issue } = drift("--stage", "local");
        expect(status).toBe(2);
        expect(issue.split("\n")[0]).toMatch(
          /^\*\*3 resources changed outside of Terraform \(access is widened: 2; protection or retention is lowered: 1\)\. The configuration is applied\.\*\*$/,
        );
        expect(issue).toMatch(
          /^- `aws_security_group\.network_database_client` in local-network: 0\.0\.0\.0\/0/m,
        );
        expect(issue).toMatch(/^- `aws_iam_role\.karpenter_role` in local-cluster: .*AdministratorAccess/m);
        expect(issue).toMatch(
          /^- `aws_cloudwatch_log_group\.database_logs\["postgresql"\]` in local-data: .*retention\\_in\\_days/m,
        );
      } finally {
        for (const { undo } of made) {
          await undo();
        }
      }
      expect(drift("--stage", "local").status).toBe(0);
    });
  });
}
