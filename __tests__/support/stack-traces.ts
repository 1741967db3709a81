/**
 * cdktf records a complete stack trace for each token. Jest translates each line of it through source maps, which takes
 * nine tenths of the time of a synthesis. No test reads them: importing this file disables them.
 */
const capture = Error.captureStackTrace.bind(Error);

Error.captureStackTrace = (target: { stack?: string }, below?: (...args: never[]) => unknown) => {
  if (Error.stackTraceLimit === Number.MAX_SAFE_INTEGER) {
    target.stack = "";
  } else {
    capture(target, below);
  }
};

export {};
