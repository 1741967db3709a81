import { relative } from "node:path";
import { projectPath } from "../modules/kit/project-path";
import { quotedAddress, stackFolder } from "./stacks";

/** A failure of AWS with a known remedy. */
interface Known {
  /** A part of the message, with the name of what exists as its group. */
  readonly message: RegExp;
  readonly reason: (name: string) => string;
  /** The ID with which Terraform imports it, as a word of a shell. */
  readonly id: (name: string) => string;
}

/** The ARN of a secret, by which Terraform imports it, as the output of a command of the AWS CLI. */
const arnFrom = (command: string, name: string) =>
  `"$(aws secretsmanager ${command} --secret-id ${name} --query ARN --output text)"`;

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
    id: (name) => arnFrom("restore-secret", name),
  },
  {
    message: /creating Secrets Manager Secret \(([^)]+)\).*ResourceExistsException/,
    reason: (name) => `The secret ${name} exists and is not in the state. To use it with its value:`,
    id: (name) => arnFrom("describe-secret", name),
  },
];

/**
 * For each error of a terraform command that has a known remedy: the reason, and the command that imports what exists.
 */
export function remediesOf(stack: string, text: string): string[] {
  const folder = relative(projectPath(), stackFolder(stack));
  return text.split(/^(?=Error: )/m).flatMap((error) => {
    const [message = ""] = error.split("\n\n");
    const [, address] = /^ *with (.+),$/m.exec(error) ?? [];
    const found = known.find((one) => one.message.test(message.replaceAll("\n", " ")));
    const [, name = ""] = found?.message.exec(message.replaceAll("\n", " ")) ?? [];
    return found === undefined || address === undefined
      ? []
      : [
          found.reason(name),
          `  terraform -chdir=${folder} import ${quotedAddress(address)} ${found.id(name)}`,
          `Then deploy ${stack} again.`,
        ];
  });
}
