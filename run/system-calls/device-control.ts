import type { OpenFile } from "../files/open-file.js";
import { openFlag } from "../files/open-file.js";
import { HostStream } from "../files/host-stream.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** Requests of ioctl(2) that programs make of any file: OpenBSD sys/filio.h and sys/ttycom.h. */
const request = Object.freeze({
  FIOCLEX: 0x2000_6601,
  FIONCLEX: 0x2000_6602,
  FIONREAD: 0x4004_667f,
  FIONBIO: 0x8004_667e,
  FIOASYNC: 0x8004_667d,
  FIOSETOWN: 0x8004_667c,
  FIOGETOWN: 0x4004_667b,
  TIOCGETA: 0x402c_7413,
  TIOCSETA: 0x802c_7414,
  TIOCSETAW: 0x802c_7415,
  TIOCSETAF: 0x802c_7416,
  TIOCGWINSZ: 0x4008_7468,
  TIOCSWINSZ: 0x8008_7467,
  TIOCGPGRP: 0x4004_7477,
  TIOCSPGRP: 0x8004_7476,
  TIOCOUTQ: 0x4004_7473,
  TIOCFLUSH: 0x8004_7410,
  TIOCDRAIN: 0x2000_745e,
});

function ioctl(call: Call): CallResult {
  const { files, memory } = call.process;
  const descriptor = call.int(0);
  const file = files.get(descriptor);
  const address = call.argument(2);
  const setFlag = (flag: number): CallResult => {
    const on = memory.readUint32(address) !== 0;
    file.flags = on ? file.flags | flag : file.flags & ~flag;
    return value(0);
  };
  const tell = (number: number): CallResult => {
    memory.writeUint32(address, number);
    return value(0);
  };
  switch (Number(BigInt.asUintN(32, call.argument(1)))) {
    case request.FIOCLEX:
      files.setCloseOnExecution(descriptor, true);
      return value(0);
    case request.FIONCLEX:
      files.setCloseOnExecution(descriptor, false);
      return value(0);
    case request.FIONBIO:
      return setFlag(openFlag.nonblocking);
    case request.FIOASYNC:
      return setFlag(openFlag.async);
    case request.FIOSETOWN:
      file.owner = memory.readUint32(address) | 0;
      return value(0);
    case request.FIOGETOWN:
      return tell(file.owner >>> 0);
    case request.FIONREAD:
      return file.type === "directory" || file.type === "queue" ? error("ENOTTY") : tell(file.available());
    default:
      return file.terminal ? terminalRequest(call, file, address) : error("ENOTTY");
  }
}

/** Bytes of `struct termios`: four words of modes, 20 characters, two speeds. */
const termiosBytes = 44;

/** As a fresh terminal of OpenBSD is set: TTYDEF_* of sys/ttydefaults.h. */
function defaultTermios(): Uint8Array {
  const bytes = new Uint8Array(termiosBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x2b02, true);
  view.setUint32(4, 0x3, true);
  view.setUint32(8, 0x4b00, true);
  view.setUint32(12, 0x5cb, true);
  const off = 0xff;
  bytes.set(
    [4, off, off, 0x7f, 0x17, 0x15, 0x12, off, 3, 0x1c, 0x1a, 0x19, 0x11, 0x13, 0x16, 0x0f, 1, 0, off, off],
    16,
  );
  view.setInt32(36, 9600, true);
  view.setInt32(40, 9600, true);
  return bytes;
}

/** The host's terminal stays as it is: what a program sets of it is accepted and has no effect. */
function terminalRequest(call: Call, file: OpenFile, address: bigint): CallResult {
  const { memory } = call.process;
  switch (Number(BigInt.asUintN(32, call.argument(1)))) {
    case request.TIOCGETA:
      memory.write(address, defaultTermios());
      return value(0);
    case request.TIOCSETA:
    case request.TIOCSETAW:
    case request.TIOCSETAF:
      memory.read(address, termiosBytes);
      return value(0);
    case request.TIOCGWINSZ: {
      const { columns, rows } = windowSize(file);
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setUint16(0, rows, true);
      new DataView(bytes.buffer).setUint16(2, columns, true);
      memory.write(address, bytes);
      return value(0);
    }
    case request.TIOCSWINSZ:
    case request.TIOCSPGRP:
    case request.TIOCFLUSH:
    case request.TIOCDRAIN:
      return value(0);
    case request.TIOCGPGRP:
      memory.writeUint32(address, call.process.group);
      return value(0);
    case request.TIOCOUTQ:
      memory.writeUint32(address, 0);
      return value(0);
    default:
      return error("ENOTTY");
  }
}

function windowSize(file: OpenFile): { readonly columns: number; readonly rows: number } {
  const stream = file instanceof HostStream && file.hostDescriptor === 2 ? process.stderr : process.stdout;
  return stream.isTTY ? { columns: stream.columns, rows: stream.rows } : { columns: 80, rows: 24 };
}

export const deviceControlCalls: readonly SystemCall[] = [
  { number: 54, name: "ioctl", parameters: ["int", "ulong", "pointer"], run: ioctl },
];
