import { openFlag, statusFlags } from "../files/open-file.js";
import { makePipe } from "../files/pipe.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

function close(call: Call): CallResult {
  call.process.files.close(call.int(0));
  return value(0);
}

function dup(call: Call): CallResult {
  const { files } = call.process;
  return value(files.add(files.get(call.int(0))));
}

function dup2(call: Call): CallResult {
  call.process.files.duplicate(call.int(0), call.int(1));
  return value(call.int(1));
}

function closefrom(call: Call): CallResult {
  const { files } = call.process;
  const first = call.int(0);
  if (first < 0 || first > (files.numbers.at(-1) ?? -1)) {
    return error("EBADF");
  }
  files.closeAll(first);
  return value(0);
}

/** Commands of fcntl(2): OpenBSD sys/fcntl.h. */
const fcntlCommand = Object.freeze({
  duplicate: 0,
  getDescriptorFlags: 1,
  setDescriptorFlags: 2,
  getStatusFlags: 3,
  setStatusFlags: 4,
  getOwner: 5,
  setOwner: 6,
  getLock: 7,
  setLock: 8,
  setLockAndWait: 9,
  duplicateCloseOnExecution: 10,
});

function fcntl(call: Call): CallResult {
  const { files } = call.process;
  const descriptor = call.int(0);
  const command = call.int(1);
  const file = files.get(descriptor);
  const argument = Number(BigInt.asIntN(32, call.argument(2)));
  switch (command) {
    case fcntlCommand.duplicate:
    case fcntlCommand.duplicateCloseOnExecution:
      if (argument < 0 || argument >= files.limit) {
        return error("EINVAL");
      }
      return value(files.add(file, command === fcntlCommand.duplicateCloseOnExecution, argument));
    case fcntlCommand.getDescriptorFlags:
      return value(files.closesOnExecution(descriptor) ? 1 : 0);
    case fcntlCommand.setDescriptorFlags:
      files.setCloseOnExecution(descriptor, (argument & 1) !== 0);
      return value(0);
    case fcntlCommand.getStatusFlags:
      return value(file.flags);
    case fcntlCommand.setStatusFlags:
      file.flags = (file.flags & openFlag.accessMode) | (argument & statusFlags);
      return value(0);
    case fcntlCommand.getOwner:
      return value(BigInt(file.owner));
    case fcntlCommand.setOwner:
      file.owner = argument;
      return value(0);
    case fcntlCommand.getLock:
    case fcntlCommand.setLock:
    case fcntlCommand.setLockAndWait:
      return file.type === "regular" ? lock(call, command === fcntlCommand.getLock) : error("EBADF");
    default:
      return error("EINVAL");
  }
}

/** Types of locks in `struct flock`: its `l_type` is at 20, `l_whence` at 22. */
const lockType = Object.freeze({ read: 1, unlock: 2, write: 3 });
const lockBytes = 24;

/** A process never stands in the way of its own locks, and there is no other: every lock is granted. */
function lock(call: Call, asks: boolean): CallResult {
  const { memory } = call.process;
  const address = call.argument(2);
  const bytes = memory.read(address, lockBytes).slice();
  const view = new DataView(bytes.buffer);
  const type = view.getInt16(20, true);
  const whence = view.getInt16(22, true);
  if (whence < 0 || whence > 2 || (type !== lockType.read && type !== lockType.write && type !== lockType.unlock)) {
    return error("EINVAL");
  }
  if (asks) {
    if (type === lockType.unlock) {
      return error("EINVAL");
    }
    view.setInt16(20, lockType.unlock, true);
    memory.write(address, bytes);
  }
  return value(0);
}

/** flock(2): as for the locks of fcntl, nobody else is there who could hold one. */
function flock(call: Call): CallResult {
  const { type } = call.process.files.get(call.int(0));
  const kind = call.int(1) & ~4;
  if (type !== "regular" && type !== "directory") {
    return error("EOPNOTSUPP");
  }
  return kind === 1 || kind === 2 || kind === 8 ? value(0) : error("EINVAL");
}

function fsync(call: Call): CallResult {
  call.process.files.get(call.int(0)).synchronize();
  return value(0);
}

function ftruncate(call: Call): CallResult {
  const file = call.process.files.get(call.int(0));
  const size = call.argument(2);
  if (!file.writable || size < 0n) {
    return error("EINVAL");
  }
  file.truncate(size);
  return value(0);
}

/** Two descriptors go to memory; where that is not there, nothing is left open. */
function pipe(call: Call): CallResult {
  const { files, memory } = call.process;
  const opened: number[] = [];
  try {
    const bytes = new Uint8Array(8);
    makePipe(call.system).forEach((end, index) => {
      const descriptor = files.add(end);
      opened.push(descriptor);
      new DataView(bytes.buffer).setInt32(index * 4, descriptor, true);
    });
    memory.write(call.argument(0), bytes);
    return value(0);
  } catch (thrown) {
    files.closeEach(opened);
    throw thrown;
  }
}

/** The system calls that have to do with descriptors, whatever they stand for. */
export const descriptorCalls: readonly SystemCall[] = [
  { number: 6, name: "close", parameters: ["int"], run: close },
  { number: 36, name: "sync", parameters: [], run: () => value(0) },
  { number: 41, name: "dup", parameters: ["int"], run: dup },
  { number: 90, name: "dup2", parameters: ["int", "int"], run: dup2 },
  { number: 92, name: "fcntl", parameters: ["int", "int", "pointer"], run: fcntl },
  { number: 95, name: "fsync", parameters: ["int"], run: fsync },
  { number: 131, name: "flock", parameters: ["int", "int"], run: flock },
  { number: 201, name: "ftruncate", parameters: ["int", "padding", "long"], run: ftruncate },
  { number: 263, name: "pipe", parameters: ["pointer"], run: pipe },
  { number: 287, name: "closefrom", parameters: ["int"], run: closefrom },
];
