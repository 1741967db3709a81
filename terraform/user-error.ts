/** Something that is told to the user as it is, without a stack trace: a mistake of theirs, or a step that failed. */
export class UserError extends Error {
  /** What is told: the message, unless there is more to say than one line. */
  get told(): string {
    return this.message;
  }
}
