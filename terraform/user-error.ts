/** An error that is shown to the user without a stack trace: wrong input, or a step that failed. */
export class UserError extends Error {
  /** Text for the user: the message, or more lines in a subclass. */
  get report(): string {
    return this.message;
  }
}
