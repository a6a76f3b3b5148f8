/** A file that cannot be run, or not like this. The message is one line, names no file, and goes on a sentence: "it is empty". */
export class ExecutableError extends Error {
  override readonly name = "ExecutableError";
}
