import { relative } from "node:path";
import { projectPath } from "../modules/kit/project-path";
import { readStack } from "./releases";
import { quotedAddress, stackFolder } from "./stacks";

/** A failure of AWS with a known remedy. */
interface Known {
  /** A part of the message, with the name of what exists as its group. */
  readonly message: RegExp;
  readonly reason: (name: string) => string;
  /** The ID with which Terraform imports it, as a word of a shell. */
  readonly id: (name: string, region: string) => string;
}

/** The ARN of a secret, by which Terraform imports it, as the output of a command of the AWS CLI. */
const arnFrom = (command: string, name: string, region: string) =>
  `"$(aws secretsmanager ${command} --region ${region} --secret-id ${name} --query ARN --output text)"`;

const known: readonly Known[] = [
  {
    // EKS and RDS create the log group of a cluster or of a database again when they write a late line.
    message: /creating CloudWatch Logs Log Group \(([^)]+)\).*ResourceAlreadyExistsException/,
    reason: (name) => `The log group ${name} exists and is not in the state. To use it:`,
    id: (name) => name,
  },
  {
    message: /creating Secrets Manager Secret \(([^)]+)\).*already scheduled for deletion/,
    reason: (name) =>
      `The secret ${name} was deleted and is in its recovery window. To restore it with its value:`,
    id: (name, region) => arnFrom("restore-secret", name, region),
  },
  {
    message: /creating Secrets Manager Secret \(([^)]+)\).*ResourceExistsException/,
    reason: (name) => `The secret ${name} exists and is not in the state. To use it with its value:`,
    id: (name, region) => arnFrom("describe-secret", name, region),
  },
];

/** The region of a stack's provider; undefined in an emulated account, where the AWS CLI would call AWS. */
function regionOf(stack: string): string | undefined {
  const [aws] = [readStack(stack).provider?.aws].flat();
  return aws?.["shared_config_files"] === undefined ? (aws?.["region"] as string | undefined) : undefined;
}

/**
 * For each error of a terraform command that has a known remedy: the reason, and the command that imports what exists.
 */
export function remediesOf(stack: string, text: string, regionOfStack = regionOf): string[] {
  const folder = relative(projectPath(), stackFolder(stack));
  return text.split(/^(?=Error: )/m).flatMap((error) => {
    const [paragraph = ""] = error.split("\n\n");
    const [, address] = /^ *with (.+),$/m.exec(error) ?? [];
    return known.flatMap(({ message, reason, id }) => {
      const [, name] = message.exec(paragraph.replaceAll("\n", " ")) ?? [];
      const region = name && regionOfStack(stack);
      return !name || !address || !region
        ? []
        : [
            reason(name),
            `  terraform -chdir=${folder} import ${quotedAddress(address)} ${id(name, region)}`,
            `Then deploy ${stack} again.`,
          ];
    });
  });
}
