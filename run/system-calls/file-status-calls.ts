import { checkAccess, readLink } from "../files/change-file.js";
import { encodeStatus } from "../files/file-status.js";
import { encodeFileSystemStatus } from "../files/file-system-status.js";
import type { GivenPath } from "./path-argument.js";
import { atFlag, pathAt, pathFrom, there } from "./path-argument.js";
import { GuestBuffer } from "./guest-buffer.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

function statAt(call: Call, given: GivenPath, follow: boolean, address: bigint): CallResult {
  const status = there(given, follow, ({ found }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
    return given.fileSystem.status(found);
  });
  call.process.memory.write(address, encodeStatus(status));
  return value(0);
}

function fstat(call: Call): CallResult {
  const file = call.process.files.get(call.int(0));
  call.process.memory.write(call.argument(1), encodeStatus(file.status()));
  return value(0);
}

function fstatat(call: Call): CallResult {
  const flags = call.int(3);
  if ((flags & ~atFlag.noFollow) !== 0) {
    return error("EINVAL");
  }
  return statAt(call, pathFrom(call, 0, 1), (flags & atFlag.noFollow) === 0, call.argument(2));
}

function accessAt(given: GivenPath, mode: number): CallResult {
  there(given, true, ({ found }) => {
    checkAccess(found, mode);
  });
  return value(0);
}

function faccessat(call: Call): CallResult {
  return (call.int(3) & ~atFlag.effectiveAccess) === 0 ? accessAt(pathFrom(call, 0, 1), call.int(2)) : error("EINVAL");
}

/** The text goes to memory without a zero, cut off where the buffer ends. */
function readlinkAt(call: Call, given: GivenPath, next: number): CallResult {
  const text = there(given, false, readLink);
  const size = call.argument(next + 1);
  const buffer = GuestBuffer.of(call.process.memory, call.argument(next), size);
  const shown = text.subarray(0, size < BigInt(text.length) ? Number(size) : text.length);
  buffer.write(0n, shown);
  return value(shown.length);
}

/** Names of pathconf(2), from 1 on, and what they are: OpenBSD sys/unistd.h and ufs. */
const pathLimits: readonly bigint[] = [32767n, 255n, 255n, 255n, 1024n, 512n, 1n, 1n, 0xffn];

function pathLimitNamed(name: number): CallResult {
  const limit = pathLimits[name - 1];
  return limit === undefined ? error("EINVAL") : value(limit);
}

function pathconf(call: Call): CallResult {
  there(pathAt(call, 0), true, ({ found }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
  });
  return pathLimitNamed(call.int(1));
}

function fpathconf(call: Call): CallResult {
  call.process.files.get(call.int(0));
  return pathLimitNamed(call.int(1));
}

function statfs(call: Call): CallResult {
  const bytes = there(pathAt(call, 0), true, ({ found }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
    return encodeFileSystemStatus(found.kind === "host" ? found.pin.path : undefined);
  });
  call.process.memory.write(call.argument(1), bytes);
  return value(0);
}

function fstatfs(call: Call): CallResult {
  const { files, memory } = call.process;
  const { type } = files.get(call.int(0));
  if (type !== "regular" && type !== "directory") {
    return error("EINVAL");
  }
  memory.write(call.argument(1), rootStatus(call));
  return value(0);
}

/** One file system is mounted: the root. */
function getfsstat(call: Call): CallResult {
  const bytes = rootStatus(call);
  if (call.argument(0) !== 0n) {
    if (call.argument(1) < BigInt(bytes.length)) {
      return value(0);
    }
    call.process.memory.write(call.argument(0), bytes);
  }
  return value(1);
}

function rootStatus(call: Call): Uint8Array {
  return call.process.files.fileSystem.at([], "/", true, ({ found }) =>
    encodeFileSystemStatus(found?.kind === "host" ? found.pin.path : undefined),
  );
}

/** The system calls that tell of files. */
export const fileStatusCalls: readonly SystemCall[] = [
  {
    number: 33,
    name: "access",
    parameters: ["path", "int"],
    run: (call) => accessAt(pathAt(call, 0), call.int(1)),
  },
  {
    number: 58,
    name: "readlink",
    parameters: ["path", "pointer", "ulong"],
    run: (call) => readlinkAt(call, pathAt(call, 0), 1),
  },
  { number: 191, name: "pathconf", parameters: ["path", "int"], run: pathconf },
  { number: 192, name: "fpathconf", parameters: ["int", "int"], run: fpathconf },
  {
    number: 291,
    name: "stat",
    parameters: ["path", "pointer"],
    run: (call) => statAt(call, pathAt(call, 0), true, call.argument(1)),
  },
  { number: 292, name: "fstat", parameters: ["int", "pointer"], run: fstat },
  {
    number: 293,
    name: "lstat",
    parameters: ["path", "pointer"],
    run: (call) => statAt(call, pathAt(call, 0), false, call.argument(1)),
  },
  { number: 306, name: "getfsstat", parameters: ["pointer", "ulong", "int"], run: getfsstat },
  { number: 307, name: "statfs", parameters: ["path", "pointer"], run: statfs },
  { number: 308, name: "fstatfs", parameters: ["int", "pointer"], run: fstatfs },
  { number: 313, name: "faccessat", parameters: ["int", "path", "int", "flags"], run: faccessat },
  { number: 316, name: "fstatat", parameters: ["int", "path", "pointer", "flags"], run: fstatat },
  {
    number: 322,
    name: "readlinkat",
    parameters: ["int", "path", "pointer", "ulong"],
    run: (call) => readlinkAt(call, pathFrom(call, 0, 1), 2),
  },
];
