import type { KernelEvent } from "../files/event-queue.js";
import { decodeEvent, encodeEvents, eventFlag, EventQueue, eventSize } from "../files/event-queue.js";
import { selectChannel } from "../files/readiness.js";
import type { OpenFile } from "../files/open-file.js";
import { errno } from "../kernel/errno.js";
import { readTimespec, sleepDeadline } from "../time/time-values.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";
import { waitForFiles } from "./wait-for-files.js";

/** The most changes or events of one call that make sense. */
const longestList = 1 << 16;

function kqueue({ system, process }: Call): CallResult {
  const { files } = process;
  const queue = new EventQueue(
    () => system.clock.now,
    (descriptor, file) => files.numbers.includes(descriptor) && files.get(descriptor) === file,
  );
  return value(files.add(queue));
}

function kevent(call: Call): CallResult {
  const { system, process } = call;
  const { files, memory } = process;
  const queue = files.get(call.int(0));
  if (!(queue instanceof EventQueue)) {
    return error("EBADF");
  }
  const changes = call.int(2);
  const room = call.int(4);
  if (changes < 0 || room < 0 || changes > longestList) {
    return error("EINVAL");
  }
  const deadline = eventDeadline(call, call.argument(5));
  const list = changes === 0 ? new Uint8Array(0) : memory.read(call.argument(1), changes * eventSize).slice();
  const failures = applyChanges(call, queue, list, room);
  // Whoever else waits at this queue has more to look at now.
  if (changes > 0) {
    system.wakeUp(undefined, selectChannel, Number.MAX_SAFE_INTEGER);
  }
  if (failures.length > 0 || room === 0) {
    if (failures.length > 0) {
      memory.write(call.argument(3), encodeEvents(failures));
    }
    return value(failures.length);
  }
  return waitForFiles({
    reason: "kevent",
    wanted: () => queue.wanted,
    look: () => {
      const shown = queue.events(Math.min(room, longestList), false);
      if (shown.length === 0) {
        return undefined;
      }
      memory.write(call.argument(3), encodeEvents(shown));
      queue.events(shown.length, true);
      return value(shown.length);
    },
    deadline,
    timedOut: () => value(0),
    nextLook: () => queue.nextTimer,
  });
}

/** Does the changes; what goes wrong becomes an event where there is room for it, and else the call's error. */
function applyChanges(call: Call, queue: EventQueue, list: Uint8Array, room: number): readonly KernelEvent[] {
  const { files } = call.process;
  const view = new DataView(list.buffer);
  const failures: KernelEvent[] = [];
  for (let at = 0; at < list.length; at += eventSize) {
    const event = decodeEvent(view, at);
    const file: OpenFile | undefined = files.numbers.includes(event.identifier)
      ? files.get(event.identifier)
      : undefined;
    try {
      queue.change(event, file);
    } catch (thrown) {
      if (!(thrown instanceof CallError) || failures.length >= room) {
        throw thrown;
      }
      failures.push({ ...event, flags: eventFlag.error, data: errno[thrown.errno] });
    }
  }
  return failures;
}

function eventDeadline({ system, process }: Call, address: bigint): bigint | "now" | undefined {
  if (address === 0n) {
    return undefined;
  }
  const { seconds, nanoseconds } = readTimespec(process.memory, address);
  if (seconds < 0n || nanoseconds < 0n || nanoseconds >= 1_000_000_000n) {
    throw new CallError("EINVAL");
  }
  const duration = seconds * 1_000_000_000n + nanoseconds;
  return duration === 0n ? "now" : sleepDeadline(system.clock.now, duration);
}

export const eventQueueCalls: readonly SystemCall[] = [
  { number: 269, name: "kqueue", parameters: [], run: kqueue },
  {
    number: 270,
    name: "kevent",
    parameters: ["int", "pointer", "int", "pointer", "int", "pointer"],
    run: kevent,
  },
];
