import { makeSocketPair, PipeEnd } from "../files/pipe.js";
import { readFile, writeFile } from "./file-transfer.js";
import { GuestBuffer } from "./guest-buffer.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call, ParameterKind, SystemCall } from "./system-call.js";

/** AF_UNIX, SOCK_STREAM. */
const unixFamily = 1;
const streamType = 1;

/** MSG_PEEK, MSG_DONTWAIT; MSG_WAITALL and MSG_NOSIGNAL change nothing that matters here. */
const messageFlag = Object.freeze({ peek: 0x2, doNotWait: 0x80 });

/** There is no network: every protocol is one that the kernel was built without. */
function socket(call: Call): CallResult {
  call.system.warn("socket: there is no network; the program gets EPROTONOSUPPORT");
  return error("EPROTONOSUPPORT");
}

/** Two connected sockets of this process: two pipes crosswise. */
function socketpair(call: Call): CallResult {
  if (call.int(0) !== unixFamily || call.int(1) !== streamType || call.int(2) !== 0) {
    return error("EPROTONOSUPPORT");
  }
  const { files, memory } = call.process;
  const opened: number[] = [];
  try {
    const bytes = new Uint8Array(8);
    makeSocketPair(call.system).forEach((end, index) => {
      const descriptor = files.add(end);
      opened.push(descriptor);
      new DataView(bytes.buffer).setInt32(index * 4, descriptor, true);
    });
    memory.write(call.argument(3), bytes);
    return value(0);
  } catch (thrown) {
    files.closeEach(opened);
    throw thrown;
  }
}

function socketAt(call: Call): PipeEnd {
  const file = call.process.files.get(call.int(0));
  if (!(file instanceof PipeEnd) || file.type !== "socket") {
    throw new CallError("ENOTSOCK");
  }
  return file;
}

/** What a socket of a pair does not do: it is connected already, and to nobody else. */
function refused(errno: "EISCONN" | "EINVAL" | "EOPNOTSUPP"): (call: Call) => CallResult {
  return (call) => {
    socketAt(call);
    return error(errno);
  };
}

function transferOptions(flags: number): { readonly nonblocking?: true; readonly keep?: true } {
  return {
    ...((flags & messageFlag.doNotWait) === 0 ? {} : { nonblocking: true }),
    ...((flags & messageFlag.peek) === 0 ? {} : { keep: true }),
  };
}

function recvfrom(call: Call): CallResult {
  const file = socketAt(call);
  if (call.argument(5) !== 0n) {
    call.process.memory.writeUint32(call.argument(5), 0);
  }
  const buffer = GuestBuffer.of(call.process.memory, call.argument(1), call.argument(2));
  return readFile(call, file, buffer, transferOptions(call.int(3)));
}

function sendto(call: Call): CallResult {
  const file = socketAt(call);
  if (call.argument(4) !== 0n) {
    return error("EISCONN");
  }
  const buffer = GuestBuffer.of(call.process.memory, call.argument(1), call.argument(2));
  return writeFile(call, file, buffer, transferOptions(call.int(3)));
}

/** Offsets in `struct msghdr`. */
const message = Object.freeze({ nameLength: 8, vector: 16, count: 24, control: 32, controlLength: 40, flags: 44 });

/** Messages are bytes alone: no descriptors go along (SCM_RIGHTS). */
function withMessage(transfer: typeof readFile, receives: boolean): (call: Call) => CallResult {
  return (call) => {
    const file = socketAt(call);
    const { memory } = call.process;
    const address = call.argument(1);
    const count = memory.readUint32(address + BigInt(message.count));
    const buffer = GuestBuffer.vector(memory, memory.readUint64(address + BigInt(message.vector)), count);
    if (receives) {
      for (const field of [message.nameLength, message.controlLength, message.flags]) {
        memory.writeUint32(address + BigInt(field), 0);
      }
    } else if (memory.readUint32(address + BigInt(message.controlLength)) !== 0) {
      return error("EOPNOTSUPP");
    }
    return transfer(call, file, buffer, transferOptions(call.int(2)));
  };
}

function shutdown(call: Call): CallResult {
  const file = socketAt(call);
  const how = call.int(1);
  if (how < 0 || how > 2) {
    return error("EINVAL");
  }
  if (how !== 1) {
    file.shutDown("read");
  }
  if (how !== 0) {
    file.shutDown("write");
  }
  return value(0);
}

/** A socket of a pair has no name: an address of its family alone. */
function socketName(call: Call): CallResult {
  socketAt(call);
  const { memory } = call.process;
  const room = memory.readUint32(call.argument(2));
  memory.write(call.argument(1), Uint8Array.of(2, unixFamily).subarray(0, Math.min(room, 2)));
  memory.writeUint32(call.argument(2), 2);
  return value(0);
}

/** SOL_SOCKET's SO_ERROR and SO_TYPE, all else 0. */
function getsockopt(call: Call): CallResult {
  socketAt(call);
  const { memory } = call.process;
  const typeOption = 0x1008;
  if (call.argument(3) !== 0n) {
    const room = memory.readUint32(call.argument(4));
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, call.int(2) === typeOption ? streamType : 0, true);
    memory.write(call.argument(3), bytes.subarray(0, Math.min(room, 4)));
    memory.writeUint32(call.argument(4), Math.min(room, 4));
  }
  return value(0);
}

function setsockopt(call: Call): CallResult {
  socketAt(call);
  return value(0);
}

const address: readonly ParameterKind[] = ["int", "pointer", "pointer"];

export const socketCalls: readonly SystemCall[] = [
  { number: 27, name: "recvmsg", parameters: ["int", "pointer", "flags"], run: withMessage(readFile, true) },
  { number: 28, name: "sendmsg", parameters: ["int", "pointer", "flags"], run: withMessage(writeFile, false) },
  {
    number: 29,
    name: "recvfrom",
    parameters: ["int", "pointer", "ulong", "flags", "pointer", "pointer"],
    run: recvfrom,
  },
  { number: 30, name: "accept", parameters: address, run: refused("EINVAL") },
  { number: 31, name: "getpeername", parameters: address, run: socketName },
  { number: 32, name: "getsockname", parameters: address, run: socketName },
  { number: 97, name: "socket", parameters: ["int", "int", "int"], run: socket },
  { number: 98, name: "connect", parameters: ["int", "pointer", "uint"], run: refused("EISCONN") },
  { number: 104, name: "bind", parameters: ["int", "pointer", "uint"], run: refused("EINVAL") },
  {
    number: 105,
    name: "setsockopt",
    parameters: ["int", "int", "int", "pointer", "uint"],
    run: setsockopt,
  },
  { number: 106, name: "listen", parameters: ["int", "int"], run: refused("EOPNOTSUPP") },
  {
    number: 118,
    name: "getsockopt",
    parameters: ["int", "int", "int", "pointer", "pointer"],
    run: getsockopt,
  },
  {
    number: 133,
    name: "sendto",
    parameters: ["int", "pointer", "ulong", "flags", "pointer", "uint"],
    run: sendto,
  },
  { number: 134, name: "shutdown", parameters: ["int", "int"], run: shutdown },
  { number: 135, name: "socketpair", parameters: ["int", "int", "int", "pointer"], run: socketpair },
];
