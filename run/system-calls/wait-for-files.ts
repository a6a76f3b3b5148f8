import type { Direction, OpenFile } from "../files/open-file.js";
import { selectChannel } from "../files/readiness.js";
import type { CallResult, Sleep } from "./result.js";

/** A file that a call waits for, and for what. */
export interface Wanted {
  readonly file: OpenFile;
  readonly direction: Direction;
}

/** A wait of select, poll or kevent. */
export interface FileWait {
  readonly reason: string;
  readonly wanted: () => readonly Wanted[];
  /** Looks at the files: the call's result, or undefined where nothing is ready. */
  readonly look: () => CallResult | undefined;
  /** When the wait ends with nothing ready; undefined: never; "now": not at all. */
  readonly deadline: bigint | "now" | undefined;
  /** The result then. */
  readonly timedOut: () => CallResult;
  /** When to look again though nothing has happened: a timer of the queue's own. */
  readonly nextLook?: (() => bigint | undefined) | undefined;
}

/** Waits for files: looks, and looks again whenever a file may have changed. */
export function waitForFiles(wait: FileWait): CallResult {
  const attempt = (glanced: boolean): CallResult => {
    const found = wait.look();
    if (found !== undefined) {
      return found;
    }
    const wanted = wait.wanted();
    if (wait.deadline === "now") {
      const glances = glanced ? [] : wanted.flatMap(({ file, direction }) => glanceAt(file, direction));
      return glances.length === 0
        ? wait.timedOut()
        : { kind: "sleep", sleep: { reason: wait.reason, host: all(glances), woken: () => attempt(true) } };
    }
    return { kind: "sleep", sleep: sleepUntil(wait.deadline, wanted) };
  };
  const sleepUntil = (deadline: bigint | undefined, wanted: readonly Wanted[]): Sleep => {
    const hosts = wanted.flatMap(({ file, direction }) => file.awaited(direction).host ?? []);
    const timer = wait.nextLook?.();
    const timerFirst = timer !== undefined && (deadline === undefined || timer < deadline);
    return {
      reason: wait.reason,
      channel: selectChannel,
      deadline: timerFirst ? timer : deadline,
      host: hosts.length === 0 ? undefined : Promise.race(hosts),
      woken: () => attempt(true),
      expired: () => (timerFirst ? attempt(true) : (wait.look() ?? wait.timedOut())),
    };
  };
  return attempt(false);
}

function glanceAt(file: OpenFile, direction: Direction): readonly Promise<void>[] {
  const glance = direction === "read" ? file.glance() : undefined;
  return glance === undefined ? [] : [glance];
}

async function all(promises: readonly Promise<void>[]): Promise<void> {
  await Promise.all(promises);
}
