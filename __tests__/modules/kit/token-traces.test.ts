import { Lazy, TerraformOutput } from "cdktf";
import { withoutTokenTraces } from "../../../modules/kit/token-traces";
import { synthesizeStack } from "../../support/modules";

/** The traces of tokens that are created in a synthesis. */
function tracesOf(synthesize: (create: () => void) => void): string[][] {
  const traces: string[][] = [];
  const create = () => traces.push(Lazy.anyValue({ produce: () => "value" }).creationStack);
  try {
    synthesize(create);
  } catch (error) {
    expect((error as Error).stack).toContain("token-traces.test");
  }
  return traces;
}

// The tests of this project disable the traces themselves.
const withTraces = Error.captureStackTrace;
beforeEach(() => {
  Error.captureStackTrace = (target: { stack?: string }) => {
    target.stack = "Error\n    at token-traces.test.ts";
  };
});
afterEach(() => {
  Error.captureStackTrace = withTraces;
});

test("a synthesis without an error captures no stack trace of a token", () => {
  expect(tracesOf((create) => withoutTokenTraces(create))).toEqual([[]]);
});

test("a synthesis that fails runs again, with the stack traces of tokens", () => {
  const traces = tracesOf((create) =>
    withoutTokenTraces(() => {
      create();
      throw new Error("refused");
    }),
  );
  expect(traces).toEqual([[], ["token-traces.test.ts"]]);
});

test("after a synthesis, traces are captured as before", () => {
  const before = Error.captureStackTrace;
  withoutTokenTraces(() => synthesizeStack((stack) => void new TerraformOutput(stack, "one", { value: 1 })));
  expect(Error.captureStackTrace).toBe(before);
});
