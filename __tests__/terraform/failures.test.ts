import { ageOf } from "../../terraform/age";
import { lockOf, TerraformError } from "../../terraform/failures";

/** What Terraform prints if another run holds the lock, with its frame. */
const locked = `╷
│ Error: Error acquiring the state lock
│ 
│ Error message: operation error S3: PutObject, https response error StatusCode: 412
│ Lock Info:
│   ID:        1d3c9c2e-6a5f-3d0e-9d3b-0f3f2a1b4c5d
│   Path:      artist-terraform-state-111122223333-us-east-1/staging-data.tfstate
│   Operation: OperationTypeApply
│   Who:       operator@workstation
│   Version:   1.11.4
│   Created:   2026-11-25 18:05:09.123456789 +0000 UTC
│   Info:      
│ 
│ Terraform acquires a state lock to protect the state from being written
│ by multiple users at the same time.
╵
`;

const run = { stack: "staging-data", env: {}, report: () => undefined };
const failure = (stderr: string, code = 1) =>
  new TerraformError("terraform plan", run, { code, stdout: "", stderr });

describe("a terraform command that failed", () => {
  it("prints Terraform's message, and then its cause in one line", () => {
    const stderr =
      "\u001b[31m╷\u001b[0m\n│ Error: No valid credential sources found\n│ \n│ Please see the page.\n╵\n";
    expect(failure(stderr).report).toBe(
      "Error: No valid credential sources found\n\nPlease see the page.\n\n" +
        "staging-data: terraform plan failed: No valid credential sources found",
    );
  });

  it("names the first of several causes", () => {
    const stderr = "Error: Invalid value,\n\nError: Missing name\n\nError: Invalid value,\n";
    expect(failure(stderr).message).toBe("staging-data: terraform plan failed: Invalid value; and 1 more");
  });

  it("reports its exit code if Terraform printed nothing", () => {
    expect(failure("", 137).report).toBe("staging-data: terraform plan failed: exit code 137");
  });
});

describe("a lock of another run", () => {
  it("is parsed: its holder, operation and time", () => {
    expect(lockOf(locked.replaceAll(/^[│╷╵] ?/gm, ""))).toEqual({
      id: "1d3c9c2e-6a5f-3d0e-9d3b-0f3f2a1b4c5d",
      who: "operator@workstation",
      operation: "apply",
      created: new Date("2026-11-25T18:05:09.123Z"),
    });
    expect(lockOf("Error: Invalid value")).toBeUndefined();
  });

  it("is reported with the command that releases it", () => {
    const [first, second, last] = failure(locked).report.split("\n");
    expect(first).toMatch(
      /^The state of staging-data is locked: apply by operator@workstation, \d+ \w+ ago, lock ID 1d3c9c2e-/,
    );
    expect(second).toBe(
      "If that run no longer exists, free the lock: " +
        "terraform -chdir=cdktf.out/stacks/staging-data force-unlock 1d3c9c2e-6a5f-3d0e-9d3b-0f3f2a1b4c5d",
    );
    expect(last).toBe("staging-data: terraform plan failed: Error acquiring the state lock");
  });
});

test.each([
  [1, "1 second"],
  [119, "119 seconds"],
  [120, "2 minutes"],
  [7199, "119 minutes"],
  [7200, "2 hours"],
  [172_800, "2 days"],
])("an age of %s seconds is %s", (seconds, text) => {
  const now = new Date("2026-11-25T12:00:00Z");
  expect(ageOf(new Date(now.getTime() - seconds * 1000), now)).toBe(text);
});

test("an age that cannot be computed is reported as unknown", () => {
  expect(ageOf(new Date("not a date"))).toBe("an unknown time");
});
