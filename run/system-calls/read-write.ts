import type { OpenFile } from "../files/open-file.js";
import { readFile, writeFile } from "./file-transfer.js";
import { GuestBuffer } from "./guest-buffer.js";
import type { CallResult } from "./result.js";
import { CallError, value } from "./result.js";
import type { Call, ParameterKind, SystemCall } from "./system-call.js";

type Transfer = typeof readFile;

/** read(2), write(2): descriptor, address, size. */
function plain(transfer: Transfer): (call: Call) => CallResult {
  return (call) => {
    const file = call.process.files.get(call.int(0));
    return transfer(call, file, GuestBuffer.of(call.process.memory, call.argument(1), call.argument(2)));
  };
}

/** readv(2), writev(2): descriptor, vector, count. */
function vector(transfer: Transfer): (call: Call) => CallResult {
  return (call) => {
    const file = call.process.files.get(call.int(0));
    return transfer(call, file, GuestBuffer.vector(call.process.memory, call.argument(1), call.int(2)));
  };
}

/** pread(2), pwrite(2): the same, then nothing, then the position. */
function positioned(transfer: Transfer): (call: Call) => CallResult {
  return (call) => {
    const file = call.process.files.get(call.int(0));
    const position = positionIn(file, call);
    return transfer(call, file, GuestBuffer.of(call.process.memory, call.argument(1), call.argument(2)), { position });
  };
}

/** preadv(2), pwritev(2). */
function positionedVector(transfer: Transfer): (call: Call) => CallResult {
  return (call) => {
    const file = call.process.files.get(call.int(0));
    const position = positionIn(file, call);
    return transfer(call, file, GuestBuffer.vector(call.process.memory, call.argument(1), call.int(2)), { position });
  };
}

function positionIn(file: OpenFile, call: Call): bigint {
  if (!file.seekable) {
    throw new CallError("ESPIPE");
  }
  const position = call.argument(4);
  if (position < 0n) {
    throw new CallError("EINVAL");
  }
  return position;
}

function lseek(call: Call): CallResult {
  const file = call.process.files.get(call.int(0));
  return value(file.seek(call.argument(2), call.int(3)));
}

const plainParameters: readonly ParameterKind[] = ["int", "pointer", "ulong"];
const vectorParameters: readonly ParameterKind[] = ["int", "pointer", "int"];

/** The system calls that move bytes between files and memory. */
export const readWriteCalls: readonly SystemCall[] = [
  { number: 3, name: "read", parameters: plainParameters, run: plain(readFile) },
  { number: 4, name: "write", parameters: plainParameters, run: plain(writeFile) },
  { number: 120, name: "readv", parameters: vectorParameters, run: vector(readFile) },
  { number: 121, name: "writev", parameters: vectorParameters, run: vector(writeFile) },
  { number: 173, name: "pread", parameters: [...plainParameters, "padding", "long"], run: positioned(readFile) },
  { number: 174, name: "pwrite", parameters: [...plainParameters, "padding", "long"], run: positioned(writeFile) },
  { number: 199, name: "lseek", parameters: ["int", "padding", "long", "int"], run: lseek },
  {
    number: 267,
    name: "preadv",
    parameters: [...vectorParameters, "padding", "long"],
    run: positionedVector(readFile),
  },
  {
    number: 268,
    name: "pwritev",
    parameters: [...vectorParameters, "padding", "long"],
    run: positionedVector(writeFile),
  },
];
