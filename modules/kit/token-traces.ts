/**
 * Synthesizes without a stack trace for each token, which takes a quarter of the time; cdktf has no option for it. If it
 * fails, it runs again with them: then the error says where the token was created. All other errors keep their trace.
 */
export function withoutTokenTraces<Result>(synthesize: () => Result): Result {
  const capture = Error.captureStackTrace;
  // cdktf captures a token's trace without a limit of its length.
  Error.captureStackTrace = (target, below) => {
    if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) {
      capture(target, below);
    }
  };
  try {
    return synthesize();
  } catch {
    Error.captureStackTrace = capture;
    return synthesize();
  } finally {
    Error.captureStackTrace = capture;
  }
}
