import { descriptorLimit } from "../files/file-table.js";
import type { ErrnoName } from "../kernel/errno.js";
import { stackTop } from "../memory/layout.js";
import { encodeTimeval } from "../time/time-values.js";
import { CallError } from "./result.js";
import type { Call } from "./system-call.js";

/** Something that sysctl(3) tells: OpenBSD sys/sysctl.h of 2011. */
export type InformationNode =
  /** `truncated` is one that is cut off where it does not fit. */
  { readonly kind: "plain" | "truncated"; readonly tell: (call: Call) => Uint8Array } | { readonly kind: "random" };

const integer = (number: number): InformationNode => computed(() => words(number));

const computed = (tell: (call: Call) => Uint8Array): InformationNode => ({ kind: "plain", tell });

const text = (characters: string, kind: "plain" | "truncated" = "plain"): InformationNode => ({
  kind,
  tell: () => new Uint8Array(Buffer.from(`${characters}\0`, "latin1")),
});

/** 32-bit words. */
function words(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4);
  numbers.forEach((number, index) => {
    new DataView(bytes.buffer).setInt32(index * 4, number, true);
  });
  return bytes;
}

/** 64-bit words. */
function quads(...numbers: readonly bigint[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(numbers).buffer);
}

const largestInteger = 0x7fff_ffff;

/** Address of the kernel's `struct ps_strings`: 32 bytes at the very end of the stack. */
const psStrings = stackTop - 32n;

const release = "5.0";

/** CTL_KERN. */
const kernel: ReadonlyMap<number, InformationNode> = new Map([
  [1, text("OpenBSD")],
  [2, text(release)],
  [3, integer(201111)],
  [4, text(`OpenBSD ${release} (GENERIC) #0: portwright\n`)],
  [5, integer(1310)],
  [6, integer(1310)],
  [7, integer(7030)],
  [8, integer(256 * 1024)],
  [9, integer(1)],
  [10, text("localhost.localdomain", "truncated")],
  [11, integer(0)],
  // struct clockinfo: ticks a second, microseconds a tick, adjustment, statistics and profiling clocks.
  [12, computed(() => words(100, 10_000, 40, 128, 1024))],
  [17, integer(199009)],
  [18, integer(16)],
  [19, integer(1)],
  [20, integer(1)],
  [21, computed(({ system }) => encodeTimeval(system.clock.start / 1000n))],
  [22, text("", "truncated")],
  [23, integer(16)],
  [24, integer(2)],
  [27, text("GENERIC#0")],
  [28, integer(128)],
  [29, integer(80)],
  [30, integer(0)],
  [32, integer(1)],
  [33, integer(1)],
  // System V messages, semaphores and shared memory: none.
  [34, integer(0)],
  [35, integer(0)],
  [36, integer(0)],
  [37, { kind: "random" }],
  [38, integer(16384)],
  // Ticks of the processor by what it did: user, nice, system, interrupt, idle.
  [40, computed((call) => quads(processorTicks(call), 0n, 0n, 0n, 0n))],
  [43, integer(0)],
  [45, integer(1948)],
  [46, integer(2048)],
  [47, computed(({ system }) => words(system.processes.length))],
  [50, integer(262144)],
  [56, computed(({ process }) => words(process.files.numbers.length))],
  [57, integer(0)],
  [58, integer(0)],
  [70, integer(descriptorLimit)],
  [74, integer(1)],
]);

/** CTL_HW. */
const hardware: ReadonlyMap<number, InformationNode> = new Map([
  [1, text("amd64")],
  [2, text("portwright")],
  [3, integer(1)],
  [4, integer(1234)],
  [5, computed(({ system }) => words(clipped(system.limits.memory)))],
  [6, computed(({ system }) => words(clipped(system.limits.memory)))],
  [7, integer(4096)],
  [8, text("")],
  [10, integer(0)],
  // An instruction takes a nanosecond.
  [12, integer(1000)],
  [19, computed(({ system }) => quads(system.limits.memory))],
  [20, computed(({ system }) => quads(system.limits.memory))],
  [21, integer(1)],
]);

/** CTL_VM. */
const virtualMemory: ReadonlyMap<number, InformationNode> = new Map([
  // struct loadavg: three averages, and what they are multiples of.
  [2, computed(() => new Uint8Array([...words(0, 0, 0, 0), ...quads(2048n)]))],
  [3, computed(() => quads(psStrings))],
  [5, integer(1)],
  [7, integer(10)],
  [8, integer(5)],
  [9, integer(10)],
  [10, integer(20)],
  [11, integer(16384)],
]);

function clipped(bytes: bigint): number {
  return bytes > BigInt(largestInteger) ? largestInteger : Number(bytes);
}

function processorTicks({ process }: Call): bigint {
  return process.processorTime / 10_000_000n;
}

const nodes: ReadonlyMap<number, ReadonlyMap<number, InformationNode>> = new Map([
  [1, kernel],
  [2, virtualMemory],
  [6, hardware],
]);

const networkNode = 4;

/** What a name stands for; a CallError where the kernel knows none. */
export function informationNode(name: readonly number[]): InformationNode {
  const [top, second, ...more] = name;
  if (top === networkNode) {
    throw new CallError("EPROTONOSUPPORT");
  }
  const table = nodes.get(top ?? 0);
  const node = table?.get(second ?? 0);
  if (table === undefined || node === undefined || more.length > 0) {
    const unknown: ErrnoName = table !== undefined && node !== undefined ? "ENOTDIR" : "EOPNOTSUPP";
    throw new CallError(unknown);
  }
  return node;
}
