import { bsdAmd64 } from "../../verify/kernel/convention.js";
import type { CpuState, Engine } from "../../verify/engine/engine.js";
import type { FileTable } from "../files/file-table.js";
import { copyProcess } from "../kernel/create-process.js";
import type { Process } from "../kernel/process.js";
import { limitOf } from "../kernel/resource-limits.js";
import type { Thread } from "../threads/thread.js";
import type { CallResult } from "./result.js";
import { error, value } from "./result.js";
import type { Call, SystemCall } from "./system-call.js";

/** How a new process stands to the one that makes it. */
export interface ForkWay {
  /** As a trace calls it. */
  readonly name: string;
  readonly files: "copy" | "share" | "none";
  /** Nobody waits for its end. */
  readonly endsUnseen: boolean;
  /** The parent's thread sleeps until it runs another program, or is over. */
  readonly holdsParent: boolean;
}

/** A process that is a copy of the caller, with one thread that goes on as the caller does. */
export function newProcess(call: Call, way: ForkWay): CallResult {
  const { system, thread, process } = call;
  const most = process.limits[limitOf.processes]?.current ?? 0n;
  if (BigInt(system.processes.length) >= most) {
    return error("EAGAIN");
  }
  if (process.memory.hasShared) {
    system.warn(`${way.name}: what the program shares of its memory (MAP_SHARED, minherit) is a copy in the child`);
  }
  return system.withEngine(thread, (engine) => {
    const child = makeChild(call, way, engine);
    return way.holdsParent ? untilReleased(child) : value(child.id, 0n);
  });
}

function makeChild({ system, process, thread }: Call, way: ForkWay, engine: Engine): Process {
  const child = copyProcess(process, {
    id: system.takeId(),
    engine,
    files: filesFor(process, way),
    endsUnseen: way.endsUnseen,
    holdsParent: way.holdsParent,
  });
  system.addProcess(child);
  const first = system.startThread(child, childState(thread.state), thread.floatingPoint.slice());
  inherit(first, thread);
  system.trace?.result(first, way.name, 0n);
  return child;
}

function filesFor({ files }: Process, way: ForkWay): FileTable {
  switch (way.files) {
    case "copy":
      return files.copy();
    case "share":
      return files.share();
    case "none":
      return files.emptyCopy();
  }
}

/** A child goes on with the parent's registers: RAX 0, RDX 1, and no carry. */
export function childState(parent: CpuState): CpuState {
  const state = { ...parent, registers: BigUint64Array.from(parent.registers) };
  bsdAmd64.succeed(state, 0n, 1n);
  return state;
}

function inherit(child: Thread, { signalMask, alternateStack, onAlternateStack }: Thread): void {
  child.signalMask = signalMask;
  child.alternateStack = alternateStack;
  child.onAlternateStack = onAlternateStack;
}

/** The parent of a vfork(2) sleeps, and no signal wakes it. */
function untilReleased(child: Process): CallResult {
  return {
    kind: "sleep",
    sleep: {
      reason: `vfork, until process ${String(child.id)} runs another program or ends`,
      channel: child,
      woken: () => (child.holdsParent ? untilReleased(child) : value(child.id, 0n)),
      interrupted: "uninterruptible",
    },
  };
}

const usual = { files: "copy", endsUnseen: false } as const;

/** fork(2) and vfork(2); the child of the latter has memory of its own, too. */
export const forkCalls: readonly SystemCall[] = [
  {
    number: 2,
    name: "fork",
    parameters: [],
    run: (call) => newProcess(call, { ...usual, name: "fork", holdsParent: false }),
  },
  {
    number: 66,
    name: "vfork",
    parameters: [],
    run: (call) => newProcess(call, { ...usual, name: "vfork", holdsParent: true }),
  },
];
