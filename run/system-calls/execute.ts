import { loadExecutable } from "../executable/load-executable.js";
import { ExecutableError } from "../executable/executable-error.js";
import type { Program } from "../executable/program-file.js";
import { findProgram } from "../executable/program-file.js";
import type { FileStatus } from "../files/file-status.js";
import { processName } from "../kernel/create-process.js";
import { releaseParent } from "../kernel/end-of-process.js";
import { largestArguments } from "../memory/layout.js";
import { signalNumber } from "../signals/signal-table.js";
import { pathAt } from "./path-argument.js";
import type { CallResult } from "./result.js";
import { CallError, done, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** execve(2): (path, argv, envp). */
function execve(call: Call): CallResult {
  const { fileSystem, start, path } = pathAt(call, 0);
  const program = findProgram(path, {
    fileSystem,
    start,
    isWritten: (status) => isWritten(call, status),
    warn: (text) => {
      call.system.warn(text);
    },
  });
  for (const interpreter of program.paths.slice(1)) {
    call.system.trace?.path(call.thread, interpreter);
  }
  const given = call.argument(1);
  if (given === 0n) {
    return error("EINVAL");
  }
  const before = program.before ?? [];
  const room = new Room(before);
  // A script's own path stands in place of the first argument, which need not be there then.
  const words = [...before, ...room.take(call, program.before === undefined ? given : given + 8n)];
  const environment = call.argument(2) === 0n ? [] : room.take(call, call.argument(2));
  return become(call, program, words, environment);
}

/** Has any process a file open for writing? */
function isWritten({ system }: Call, { device, inode }: FileStatus): boolean {
  return system.processes.some(
    ({ ending, files }) =>
      ending === undefined &&
      files.numbers.some((number) => {
        const file = files.get(number);
        if (file.type !== "regular" || !file.writable) return false;
        const status = file.status();
        return status.device === device && status.inode === inode;
      }),
  );
}

/** What is left of the bytes that arguments and environment may have. */
class Room {
  #left: number;

  constructor(taken: readonly string[]) {
    this.#left = largestArguments - taken.reduce((sum, { length }) => sum + length + 1, 0);
  }

  /** Reads strings by their addresses, up to one that is 0; a character for each byte. */
  take({ process: { memory } }: Call, list: bigint): readonly string[] {
    const strings: string[] = [];
    for (let at = list; ; at += 8n) {
      const address = memory.readUint64(BigInt.asUintN(64, at));
      if (address === 0n) {
        return strings;
      }
      const string = Buffer.from(this.#read(() => memory.readString(address, this.#left))).toString("latin1");
      this.#left -= string.length + 1;
      strings.push(string);
    }
  }

  #read(read: () => Uint8Array): Uint8Array {
    try {
      return read();
    } catch (thrown) {
      throw thrown instanceof CallError && thrown.errno === "ENAMETOOLONG" ? new CallError("E2BIG") : thrown;
    }
  }
}

/** Puts the new program in the place of the old one. What goes wrong from here on is the end of the process. */
function become(call: Call, program: Program, words: readonly string[], environment: readonly string[]): CallResult {
  const { system, process, thread } = call;
  process.memory.clear();
  try {
    const state = loadExecutable(program.executable, process.memory, words, environment, "latin1");
    process.files.closeOnExecution();
    process.actions.resetForExecution();
    process.name = processName(program.paths.at(-1) ?? "");
    process.hasExecuted = true;
    system.restart(thread, state);
  } catch (thrown) {
    if (!(thrown instanceof CallError) && !(thrown instanceof ExecutableError)) {
      throw thrown;
    }
    const explanation = `SIGABRT: execve could not load the program: ${thrown.message}`;
    system.endProcess(process, { kind: "signal", signal: signalNumber.SIGABRT, explanation });
    return done;
  }
  releaseParent(system, process);
  return value(0);
}

export const executeCalls: readonly SystemCall[] = [
  { number: 59, name: "execve", parameters: ["path", "pointer", "pointer"], run: execve },
];
