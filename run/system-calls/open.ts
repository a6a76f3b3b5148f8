import { openFlag } from "../files/open-file.js";
import type { GivenPath } from "./path-argument.js";
import { pathAt, pathFrom } from "./path-argument.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** open(2) with what comes after the path from the argument `next` on. */
function openAt(call: Call, { fileSystem, start, path }: GivenPath, next: number): CallResult {
  const { files, umask } = call.process;
  const flags = call.int(next);
  const opened = fileSystem.open(start, path, { flags, mode: call.int(next + 1), umask });
  const closes = (flags & openFlag.closeOnExecution) !== 0;
  if (opened.kind === "file") {
    return value(files.add(opened.file, closes));
  }
  // /dev/fd/N is dup(N), if N can do what is asked for.
  const file = files.get(opened.descriptor);
  const wanted = flags & openFlag.accessMode;
  if ((wanted !== openFlag.writeOnly && !file.readable) || (wanted !== openFlag.readOnly && !file.writable)) {
    return error("EACCES");
  }
  return value(files.add(file, closes));
}

/** The system calls that open files by name. */
export const openCalls: readonly SystemCall[] = [
  { number: 5, name: "open", parameters: ["path", "flags", "mode"], run: (call) => openAt(call, pathAt(call, 0), 1) },
  {
    number: 321,
    name: "openat",
    parameters: ["int", "path", "flags", "mode"],
    run: (call) => openAt(call, pathFrom(call, 0, 1), 2),
  },
];
