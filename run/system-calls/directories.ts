import { encodeEntries, DirectoryFile } from "../files/directory-file.js";
import { isFolder } from "../files/path-walk.js";
import { pathAt, there } from "./path-argument.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** The most that one call gives of a folder. */
const longestRead = 1 << 16;

/**
 * getdirentries(2): as many entries as there is room for, and the position before them. One that has no room for the
 * next entry is told so.
 */
function getdirentries(call: Call): CallResult {
  const { files, memory } = call.process;
  const file = files.get(call.int(0));
  if (!(file instanceof DirectoryFile)) {
    return error("EINVAL");
  }
  const room = call.int(2);
  if (room <= 0) {
    return error("EINVAL");
  }
  const ahead = file.ahead();
  const { bytes, count } = encodeEntries(ahead, Math.min(room, longestRead));
  if (count === 0 && ahead.length > 0) {
    return error("EINVAL");
  }
  const position = file.position;
  memory.write(call.argument(1), bytes);
  memory.writeUint64(call.argument(3), position);
  file.passed(count);
  return value(bytes.length);
}

function chdir(call: Call): CallResult {
  const { files } = call.process;
  files.workingFolder = there(pathAt(call, 0), true, ({ found, names }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
    if (!isFolder(found)) {
      throw new CallError("ENOTDIR");
    }
    if (found.kind === "host") {
      // May it be searched?
      found.pin.pin(".")?.close();
    }
    return names;
  });
  return value(0);
}

function fchdir(call: Call): CallResult {
  const { files } = call.process;
  const file = files.get(call.int(0));
  if (!(file instanceof DirectoryFile)) {
    return error("ENOTDIR");
  }
  files.workingFolder = file.names;
  return value(0);
}

/** The path of the working folder with its zero; the result is its length. */
function getcwd(call: Call): CallResult {
  const { files, memory } = call.process;
  const path = `/${files.workingFolder.join("/")}`;
  if (call.argument(1) < BigInt(path.length + 1)) {
    return error("ERANGE");
  }
  files.fileSystem.at([], path, false, ({ found }) => {
    if (found === undefined || !isFolder(found)) {
      throw new CallError("ENOENT");
    }
  });
  memory.write(call.argument(0), Buffer.from(`${path}\0`, "latin1"));
  return value(path.length + 1);
}

/** The system calls that read folders and choose the working folder. */
export const directoryCalls: readonly SystemCall[] = [
  { number: 12, name: "chdir", parameters: ["path"], run: chdir },
  { number: 13, name: "fchdir", parameters: ["int"], run: fchdir },
  // Its number until 5.1, and since.
  { number: 196, name: "getdirentries", parameters: ["int", "pointer", "int", "pointer"], run: getdirentries },
  { number: 312, name: "getdirentries", parameters: ["int", "pointer", "int", "pointer"], run: getdirentries },
  { number: 304, name: "__getcwd", parameters: ["pointer", "ulong"], run: getcwd },
];
