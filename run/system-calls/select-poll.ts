import type { OpenFile } from "../files/open-file.js";
import { acceptedDuration, decodeTimeval, sleepDeadline, timevalBytes } from "../time/time-values.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";
import type { Wanted } from "./wait-for-files.js";
import { waitForFiles } from "./wait-for-files.js";

/** The sets of select(2) in their order, by what is waited for; nothing here ever has an exceptional condition. */
const setDirections = ["read", "write", undefined] as const;

function select(call: Call): CallResult {
  const { files, memory } = call.process;
  const given = call.int(0);
  if (given < 0) {
    return error("EINVAL");
  }
  const count = Math.min(given, files.limit);
  const size = Math.ceil(count / 32) * 4;
  const sets = setDirections.map((direction, index) => {
    const address = call.argument(index + 1);
    const bits = address === 0n || size === 0 ? new Uint8Array(size) : memory.read(address, size).slice();
    const members: { readonly descriptor: number; readonly file: OpenFile }[] = [];
    for (let descriptor = 0; descriptor < count; descriptor += 1) {
      if (((bits[descriptor >> 3] ?? 0) & (1 << (descriptor & 7))) !== 0) {
        members.push({ descriptor, file: files.get(descriptor) });
      }
    }
    return { address, direction, members };
  });
  const deadline = selectDeadline(call, call.argument(4));
  const answer = (ready: boolean): CallResult | undefined => {
    let total = 0;
    const results = sets.map(({ address, direction, members }) => {
      const bits = new Uint8Array(size);
      for (const { descriptor, file } of members) {
        if (direction !== undefined && ready && file.ready(direction)) {
          bits[descriptor >> 3] = (bits[descriptor >> 3] ?? 0) | (1 << (descriptor & 7));
          total += 1;
        }
      }
      return { address, bits };
    });
    if (ready && total === 0) {
      return undefined;
    }
    for (const { address, bits } of results) {
      if (address !== 0n && size > 0) {
        memory.write(address, bits);
      }
    }
    return value(total);
  };
  return waitForFiles({
    reason: "select",
    wanted: () =>
      sets.flatMap(({ direction, members }) =>
        direction === undefined ? [] : members.map(({ file }): Wanted => ({ file, direction })),
      ),
    look: () => answer(true),
    deadline,
    timedOut: () => answer(false) ?? value(0),
  });
}

function selectDeadline({ system, process }: Call, address: bigint): bigint | "now" | undefined {
  if (address === 0n) {
    return undefined;
  }
  const duration = acceptedDuration(decodeTimeval(process.memory.read(address, timevalBytes), 0));
  if (duration === undefined) {
    throw new CallError("EINVAL");
  }
  return duration === 0n ? "now" : sleepDeadline(system.clock.now, duration * 1000n);
}

/** Events of poll(2): OpenBSD sys/poll.h. */
const event = Object.freeze({ in: 0x1, out: 0x4, hup: 0x10, nval: 0x20, readNormal: 0x40 });

/** Bytes of `struct pollfd`: a descriptor, events asked for, events that are. */
const pollBytes = 8;

function poll(call: Call): CallResult {
  const { files, memory } = call.process;
  const address = call.argument(0);
  const count = call.int(1);
  const timeout = call.int(2);
  if (count > files.limit || timeout < -1) {
    return error("EINVAL");
  }
  const bytes = count === 0 ? new Uint8Array(0) : memory.read(address, count * pollBytes).slice();
  const view = new DataView(bytes.buffer);
  const entries = Array.from({ length: count }, (_, index) => {
    const descriptor = view.getInt32(index * pollBytes, true);
    return { at: index * pollBytes, descriptor, events: view.getInt16(index * pollBytes + 4, true) };
  });
  const fileOf = (descriptor: number): OpenFile | undefined =>
    files.numbers.includes(descriptor) ? files.get(descriptor) : undefined;
  const finish = (): CallResult => {
    let total = 0;
    for (const { at, descriptor, events } of entries) {
      const happened = descriptor < 0 ? 0 : eventsOf(fileOf(descriptor), events);
      view.setInt16(at + 6, happened, true);
      total += happened === 0 ? 0 : 1;
    }
    if (count > 0) {
      memory.write(address, bytes);
    }
    return value(total);
  };
  return waitForFiles({
    reason: "poll",
    wanted: () =>
      entries.flatMap(({ descriptor, events }): readonly Wanted[] => {
        const file = descriptor < 0 ? undefined : fileOf(descriptor);
        if (file === undefined) return [];
        return [
          ...((events & (event.in | event.readNormal)) === 0 ? [] : [{ file, direction: "read" } as const]),
          ...((events & event.out) === 0 ? [] : [{ file, direction: "write" } as const]),
        ];
      }),
    look: () =>
      entries.some(({ descriptor, events }) => descriptor >= 0 && eventsOf(fileOf(descriptor), events) !== 0)
        ? finish()
        : undefined,
    deadline: pollDeadline(call, timeout),
    timedOut: finish,
  });
}

function pollDeadline({ system }: Call, milliseconds: number): bigint | "now" | undefined {
  if (milliseconds < 0) {
    return undefined;
  }
  return milliseconds === 0 ? "now" : sleepDeadline(system.clock.now, BigInt(milliseconds) * 1_000_000n);
}

/** What poll says of a file: what was asked for and is, and always whether the other end has gone. */
function eventsOf(file: OpenFile | undefined, asked: number): number {
  if (file === undefined) {
    return event.nval;
  }
  const reads = asked & (event.in | event.readNormal);
  const writes = asked & event.out;
  const gone = (file.readable && file.hungUp("read")) || (file.writable && file.hungUp("write"));
  return (
    (reads !== 0 && file.readable && file.ready("read") ? reads : 0) |
    (writes !== 0 && file.writable && file.ready("write") ? writes : 0) |
    (gone ? event.hup : 0)
  );
}

/** The system calls that wait for several files. */
export const selectPollCalls: readonly SystemCall[] = [
  { number: 93, name: "select", parameters: ["int", "pointer", "pointer", "pointer", "pointer"], run: select },
  { number: 252, name: "poll", parameters: ["pointer", "uint", "int"], run: poll },
];
