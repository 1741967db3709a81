import { readFileSync } from "node:fs";
import { Argument, type Command } from "commander";
import { configurationOfThisMachine } from "../local/configuration";
import { failedReport } from "../plan/review/markdown";
import { deliveryOf, placeOf } from "../stacks/place";
import { UserError } from "../terraform/user-error";
import { githubOf, runUrlOf, writeComment, writeIssue } from "./github-api";
import { command, positiveInteger, runMain } from "./program";
import { stageNamed } from "./stack-selection";
import { giveOutputs } from "./step-outputs";

/** @throws {UserError} */
function readReport(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** What a workflow assumes a role for. */
type Purpose = "plan" | "deploy";

/** The role that a workflow assumes to plan or deploy a stage, and the region of the stage. @throws {UserError} */
function credentialsOf(stage: string, purpose: Purpose) {
  const configuration = configurationOfThisMachine();
  stageNamed("stage", stage, configuration);
  const place = placeOf(stage, configuration);
  const delivery = deliveryOf(place);
  if (delivery === undefined) {
    throw new UserError(
      `${stage}: the account ${place.accountName} has no delivery in config/accounts.ts, so no role for GitHub Actions`,
    );
  }
  return { role: purpose === "plan" ? delivery.planRoleArn : delivery.deployRoleArn, region: place.region };
}

interface IssueOptions {
  readonly resolved?: boolean;
}

/** `npm run github`: what workflows of GitHub Actions need besides the commands that users run. */
export function githubCommand(): Command {
  const github = command("github", "For workflows of GitHub Actions.").helpCommand(false);
  github
    .addCommand(
      command("credentials", "Print the role that a workflow assumes for a stage, and the region.")
        .argument("<stage>", "name of a stage")
        .addArgument(new Argument("<purpose>", "what the role is for").choices(["plan", "deploy"]))
        .action((stage: string, purpose: Purpose) =>
          runMain(() => {
            giveOutputs(credentialsOf(stage, purpose));
            return 0;
          }),
        ),
    )
    .addCommand(
      command("comment", "Write a report as a comment of a pull request, in place of its earlier version.")
        .argument("<pull request>", "number", positiveInteger)
        .argument("<report>", "file in Markdown")
        .action((pullRequest: number, report: string) =>
          runMain(async () => {
            console.log(await writeComment(githubOf(process.env), pullRequest, readReport(report)));
            return 0;
          }),
        ),
    )
    .addCommand(
      command(
        "plan-failed",
        "Write as a comment of a pull request that its plan failed before it had a report.",
      )
        .argument("<pull request>", "number", positiveInteger)
        .argument("<stage>", "the stage that was planned")
        .argument("<commit>", "the commit that was planned")
        .action((pullRequest: number, stage: string, commit: string) =>
          runMain(async () => {
            const body = failedReport(stage, commit, runUrlOf(process.env));
            console.log(await writeComment(githubOf(process.env), pullRequest, body));
            return 0;
          }),
        ),
    )
    .addCommand(
      command("issue", "Write a report as an issue, in place of its earlier version.")
        .argument("<title>", "title of the issue")
        .argument("<report>", "file in Markdown")
        .option("--resolved", "close the issue; write none if there is none")
        .action((title: string, report: string, { resolved = false }: IssueOptions) =>
          runMain(async () => {
            const body = readReport(report);
            const url = await writeIssue(githubOf(process.env), { title, body, isResolved: resolved });
            console.log(url ?? "no issue is open, and none is needed");
            return 0;
          }),
        ),
    );
  return github;
}
