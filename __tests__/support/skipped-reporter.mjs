// Jest's reporter of skipped tests: prints each one's name, which contains the reason. Jest itself prints only a count.
export default class SkippedReporter {
  constructor({ testNamePattern }) {
    this.isComplete = !testNamePattern;
  }

  onRunComplete(_, { testResults }) {
    const tests = testResults.flatMap((file) => file.testResults);
    const skipped = tests.filter(({ status }) => status === "pending" || status === "todo");
    if (this.isComplete && skipped.length > 0) {
      process.stderr.write(`\nSkipped:\n${skipped.map(({ fullName }) => `  ${fullName}\n`).join("")}`);
    }
  }
}
