import { checkAccess } from "../files/change-file.js";
import type { FileSystem } from "../files/file-system.js";
import type { OpenFile } from "../files/open-file.js";
import { openFlag } from "../files/open-file.js";
import { CallError } from "../system-calls/result.js";
import type { FileStatus } from "../files/file-status.js";
import { fileType } from "../files/file-status.js";
import { isElf } from "../../elf/read-file-header.js";
import type { ByteSource } from "./byte-source.js";
import type { Executable } from "./executable.js";
import { ExecutableError } from "./executable-error.js";
import { readExecutable } from "./read-executable.js";

/** A program that execve(2) was asked for. */
export interface Program {
  readonly executable: Executable;
  /** Paths that were looked up: the program's, or a script's and its interpreter's. The last is what runs. */
  readonly paths: readonly string[];
  /** Of a script: what goes before the arguments, in place of the first of them. */
  readonly before: readonly string[] | undefined;
}

/** Where programs are found, and what is known besides. */
export interface ProgramSearch {
  readonly fileSystem: FileSystem;
  /** The working folder. */
  readonly start: readonly string[];
  /** Is a file open for writing? Then it is not executed. */
  readonly isWritten: (status: FileStatus) => boolean;
  /** Says something to the user of portwright. */
  readonly warn: (text: string) => void;
}

/** MAXINTERP: the first line of a script, with what ends it, has no more bytes. */
const longestLine = 64;

/** Any of the three bits that let a file be executed: without one, not even root executes it. */
const executableBits = 0o111;

/** X_OK of access(2). */
const mayExecute = 1;

/**
 * Finds a program by its path, and through a script its interpreter: one level, not an interpreter that is a script.
 * Throws a CallError as the kernel answers (OpenBSD sys/kern/kern_exec.c, check_exec; exec_script.c).
 */
export function findProgram(path: string, search: ProgramSearch): Program {
  const found = readProgram(path, search);
  if (found.kind === "program") {
    return { executable: found.executable, paths: [path], before: undefined };
  }
  const { interpreter, argument } = found;
  const other = readProgram(interpreter, search);
  if (other.kind === "script") {
    throw new CallError("ENOEXEC");
  }
  return {
    executable: other.executable,
    paths: [path, interpreter],
    before: [interpreter, ...(argument === undefined ? [] : [argument]), path],
  };
}

interface Script {
  readonly kind: "script";
  readonly interpreter: string;
  readonly argument: string | undefined;
}

function readProgram(
  path: string,
  search: ProgramSearch,
): Script | { readonly kind: "program"; readonly executable: Executable } {
  const { fileSystem, start } = search;
  checkMode(path, search);
  const opened = fileSystem.open(start, path, { flags: openFlag.readOnly, mode: 0, umask: 0 });
  if (opened.kind !== "file") {
    throw new CallError("EACCES");
  }
  const { file } = opened;
  file.retain();
  try {
    return scriptIn(readPart(file, 0, longestLine)) ?? { kind: "program", executable: load(file, path, search) };
  } finally {
    file.release();
  }
}

/** Only regular files are executed, and only those that somebody may execute. */
function checkMode(path: string, { fileSystem, start }: ProgramSearch): void {
  fileSystem.at(start, path, true, ({ found }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
    const { mode } = fileSystem.status(found);
    switch (mode & fileType.mask) {
      case fileType.directory:
        throw new CallError("EISDIR");
      case fileType.regular:
        checkAccess(found, mayExecute);
        if ((mode & executableBits) === 0) {
          throw new CallError("EACCES");
        }
        return;
      default:
        throw new CallError("EACCES");
    }
  });
}

/** Bytes of a file; fewer where it ends. */
function readPart(file: OpenFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const piece = file.peek(length - done, offset + done) ?? new Uint8Array(0);
    if (piece.length === 0) {
      break;
    }
    bytes.set(piece, done);
    done += piece.length;
  }
  return bytes.subarray(0, done);
}

/** What the first line of a script names; undefined: it is none. What follows the interpreter is one argument. */
function scriptIn(bytes: Uint8Array): Script | undefined {
  const beginning = Buffer.from(bytes).toString("latin1");
  if (!beginning.startsWith("#!")) {
    return undefined;
  }
  const end = beginning.indexOf("\n");
  if (end < 0) {
    throw new CallError("ENOEXEC");
  }
  // The kernel's strings end at a zero byte.
  const line = beginning.slice(2, end).split("\0", 1)[0] ?? "";
  const words = /^[ \t]*([^ \t]*)[ \t]*(.*)$/s.exec(line);
  const argument = words?.[2] ?? "";
  return { kind: "script", interpreter: words?.[1] ?? "", argument: argument === "" ? undefined : argument };
}

/** The kernel has one error for all that is wrong with a program; the user is told more. */
function load(file: OpenFile, path: string, { isWritten, warn }: ProgramSearch): Executable {
  const source: ByteSource = {
    size: Number(file.status().size),
    read: (offset, length) => readPart(file, offset, length),
  };
  let executable: Executable;
  try {
    executable = readExecutable(source);
  } catch (thrown) {
    if (!(thrown instanceof ExecutableError)) {
      throw thrown;
    }
    if (isElf(source.read(0, 4))) {
      warn(`execve: ${path} cannot be run: ${thrown.message}; the program gets ENOEXEC`);
    }
    throw new CallError("ENOEXEC");
  }
  if (isWritten(file.status())) {
    throw new CallError("ETXTBSY");
  }
  return executable;
}
