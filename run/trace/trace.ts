import { errno, type ErrnoName } from "../kernel/errno.js";
import type { SignalAction } from "../signals/signal-actions.js";
import type { SignalInfo } from "../signals/pending-signals.js";
import { signalName } from "../signals/signal-table.js";
import type { Call, ParameterKind } from "../system-calls/system-call.js";
import type { Thread } from "../threads/thread.js";
import { errorText } from "./error-text.js";

/** Paths longer than this are not system calls' paths; OpenBSD's PATH_MAX. */
const longestPath = 1024;

/** What a trace shows of one piece of data, in bytes. */
const shownData = 4096;

/** Writes down what programs ask of the kernel and get, as kdump(1) shows a ktrace(2) file. */
export class Trace {
  readonly #line: (text: string) => void;

  /** Lines go out without a line feed. */
  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  call(thread: Thread, name: string, parameters: readonly ParameterKind[], call: Call | undefined): void {
    const shown = parameters.flatMap((kind, index) => {
      const text = kind === "padding" || call === undefined ? undefined : argumentText(kind, call, index);
      return text === undefined ? [] : [text];
    });
    this.#record(thread, "CALL", `${name}(${shown.join(",")})`);
    for (const [index, kind] of parameters.entries()) {
      const path = kind === "path" && call !== undefined ? pathText(thread, call.argument(index)) : undefined;
      if (path !== undefined) {
        this.#record(thread, "NAMI", path);
      }
    }
  }

  /** A path that the kernel looks up by itself: the interpreter of a script. */
  path(thread: Thread, path: string): void {
    this.#record(thread, "NAMI", JSON.stringify(path));
  }

  result(thread: Thread, name: string, value: bigint): void {
    const signed = BigInt.asIntN(64, value);
    const decimal = String(signed);
    this.#record(thread, "RET", `${name} ${signed > -10n && signed < 10n ? decimal : `${decimal}/${hex(value)}`}`);
  }

  failure(thread: Thread, name: string, error: ErrnoName): void {
    this.#record(thread, "RET", `${name} -1 errno ${String(errno[error])} ${errorText(error)}`);
  }

  /** A call that gives no result: the registers are others now, or the thread is gone. */
  returned(thread: Thread, name: string): void {
    if (!thread.over) {
      this.#record(thread, "RET", `${name} JUSTRETURN`);
    }
  }

  /** Bytes that a call has read or written. */
  data(thread: Thread, descriptor: number, direction: "read" | "wrote", bytes: Uint8Array): void {
    const count = String(bytes.length);
    const noun = bytes.length === 1 ? "byte" : "bytes";
    this.#record(thread, "GIO", `fd ${String(descriptor)} ${direction} ${count} ${noun}`);
    for (const line of dataLines(bytes.subarray(0, shownData))) {
      this.#line(`       ${line}`);
    }
    if (bytes.length > shownData) {
      this.#line("       ...");
    }
  }

  signal(thread: Thread, info: SignalInfo, action: SignalAction): void {
    const where =
      action.handler > 1n ? `caught handler=${hex(action.handler)} mask=${hex(BigInt(action.mask >>> 0))}` : "SIG_DFL";
    const address = info.address === undefined ? "" : ` addr=${hex(info.address)}`;
    const trap = info.trap === undefined ? "" : ` trapno=${String(info.trap.number)}`;
    this.#record(thread, "PSIG", `${signalName(info.signal)} ${where} code=${String(info.code)}${address}${trap}`);
  }

  #record(thread: Thread, type: string, text: string): void {
    this.#line(
      `${String(thread.id).padStart(6)} ${thread.process.name.slice(0, 8).padEnd(8)} ${type.padEnd(4)}  ${text}`,
    );
  }
}

function argumentText(kind: Exclude<ParameterKind, "padding">, call: Call, index: number): string {
  const value = safeArgument(call, index);
  if (value === undefined) {
    return "?";
  }
  switch (kind) {
    case "int":
    case "uint":
    case "long":
    case "ulong":
      return value > -10n && value < 10n ? String(value) : value < 0n ? String(value) : hex(value);
    case "pointer":
    case "path":
    case "flags":
      return value === 0n ? "0" : hex(value);
    case "mode":
      return `0${value.toString(8)}`;
  }
}

/** Arguments that lie on the stack may lie nowhere. */
function safeArgument(call: Call, index: number): bigint | undefined {
  try {
    return call.argument(index);
  } catch {
    return undefined;
  }
}

function pathText(thread: Thread, address: bigint): string | undefined {
  try {
    return JSON.stringify(Buffer.from(thread.process.memory.readString(address, longestPath)).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** As kdump shows text: quoted, with what cannot be printed as vis(3) would have it, and a line for each line. */
function dataLines(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const byte of bytes) {
    line += visible(byte);
    if (byte === 0x0a || line.length > 76) {
      lines.push(line);
      line = "";
    }
  }
  if (line !== "") {
    lines.push(line);
  }
  const [first = "", ...rest] = lines;
  const text = [`"${first}`, ...rest.map((other) => ` ${other}`)];
  return text.map((other, index) => (index === text.length - 1 ? `${other}"` : other));
}

const named: ReadonlyMap<number, string> = new Map([
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x08, "\\b"],
  [0x07, "\\a"],
  [0x0b, "\\v"],
  [0x09, "\\t"],
  [0x0c, "\\f"],
  [0x00, "\\0"],
  [0x5c, "\\\\"],
]);

function visible(byte: number): string {
  const name = named.get(byte);
  if (name !== undefined) {
    return name;
  }
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
}

function hex(value: bigint): string {
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}
