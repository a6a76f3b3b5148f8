import type { OpenFile } from "../files/open-file.js";
import { sentByProgram } from "../signals/signal-information.js";
import type { GuestBuffer } from "./guest-buffer.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call } from "./system-call.js";

/** How much is moved at once, so that a size out of nowhere does not take as much memory of portwright's. */
const chunk = 1 << 20;

/** The most that one read of a device gives, of those that never end. */
const longestDeviceRead = 1n << 26n;

/** After so many bytes a transfer lets others run: limits hold in it, and signals come through. */
const longestTurn = 1n << 23n;

const sigpipe = 13;

/** Ways in which a transfer differs from the usual. */
export interface TransferOptions {
  /** Where in the file, of pread and pwrite. */
  readonly position?: bigint | undefined;
  /** MSG_DONTWAIT: as if the file were set to O_NONBLOCK. */
  readonly nonblocking?: boolean | undefined;
  /** MSG_PEEK: what is read stays there. */
  readonly keep?: boolean | undefined;
}

/** Reads from a file into memory of the guest, sleeping until there is something. */
export function readFile(call: Call, file: OpenFile, buffer: GuestBuffer, options: TransferOptions = {}): CallResult {
  const nonblocking = options.nonblocking ?? file.nonblocking;
  const size = file.type === "device" && buffer.size > longestDeviceRead ? longestDeviceRead : buffer.size;
  let total = 0n;
  const attempt = (looked: boolean): CallResult => {
    const turnEnd = total + longestTurn;
    while (total < size || (size === 0n && total === 0n)) {
      if (total >= turnEnd) {
        return pause(
          call,
          file,
          () => attempt(true),
          () => value(total),
        );
      }
      const rest = Number(size - total < BigInt(chunk) ? size - total : chunk);
      const at = options.position === undefined ? undefined : Number(options.position + total);
      const bytes = file.peek(rest, at);
      if (bytes === undefined) {
        return total > 0n || size === 0n ? value(total) : wait(looked);
      }
      if (bytes.length === 0) {
        break;
      }
      buffer.write(total, bytes);
      call.system.trace?.data(call.thread, call.int(0), "read", bytes);
      if (options.position === undefined && options.keep !== true) {
        file.taken(bytes.length);
      }
      total += BigInt(bytes.length);
      if (options.keep === true) {
        break;
      }
    }
    return value(total);
  };
  const wait = (looked: boolean): CallResult => {
    const glance = nonblocking && !looked ? file.glance() : undefined;
    if (nonblocking && glance === undefined) {
      return error("EAGAIN");
    }
    return {
      kind: "sleep",
      sleep: {
        reason: `read from a ${file.type}`,
        ...(glance === undefined ? file.awaited("read") : { host: glance }),
        woken: () => attempt(true),
        restartable: true,
      },
    };
  };
  if (!file.readable) {
    return error("EBADF");
  }
  return attempt(false);
}

/** Writes memory of the guest to a file; where it takes a part only, the rest later. */
export function writeFile(call: Call, file: OpenFile, buffer: GuestBuffer, options: TransferOptions = {}): CallResult {
  const nonblocking = options.nonblocking ?? file.nonblocking;
  let total = 0n;
  const goOn = (): CallResult => {
    const turnEnd = total + longestTurn;
    while (total < buffer.size) {
      if (total >= turnEnd) {
        return pause(call, file, goOn, () => value(total));
      }
      const rest = Number(buffer.size - total < BigInt(chunk) ? buffer.size - total : chunk);
      const bytes = buffer.read(total, rest);
      const at = options.position === undefined ? undefined : Number(options.position + total);
      const count = writePart(call, file, bytes, at);
      if (count === undefined) {
        return wait();
      }
      call.system.trace?.data(call.thread, call.int(0), "wrote", bytes.subarray(0, count));
      total += BigInt(count);
    }
    return value(total);
  };
  const wait = (): CallResult => {
    if (nonblocking) {
      return total > 0n ? value(total) : error("EAGAIN");
    }
    return {
      kind: "sleep",
      sleep: {
        reason: `write to a ${file.type}`,
        ...file.awaited("write"),
        woken: goOn,
        ...(total > 0n ? { interrupted: () => value(total) } : { restartable: true }),
      },
    };
  };
  if (!file.writable) {
    return error("EBADF");
  }
  return file.swallows ? value(buffer.size) : goOn();
}

/** Goes on as soon as the others have had their turn. Until then the file is kept open, whoever closes its descriptor. */
function pause({ system }: Call, file: OpenFile, goOn: () => CallResult, stop: () => CallResult): CallResult {
  const released = (finish: () => CallResult) => (): CallResult => {
    try {
      return finish();
    } finally {
      file.release();
    }
  };
  file.retain();
  return {
    kind: "sleep",
    sleep: {
      reason: `a long transfer with a ${file.type}`,
      deadline: system.clock.now,
      woken: released(goOn),
      expired: released(goOn),
      interrupted: released(stop),
    },
  };
}

/** A write to where nobody reads is a signal as well. */
function writePart(call: Call, file: OpenFile, bytes: Uint8Array, position: number | undefined): number | undefined {
  try {
    return file.write(bytes, position);
  } catch (thrown) {
    if (thrown instanceof CallError && thrown.errno === "EPIPE") {
      call.system.sendSignal(call.thread, { signal: sigpipe, code: sentByProgram });
    }
    throw thrown;
  }
}
