import type { FileStatus } from "./file-status.js";
import { fileType, guestGroup, guestUser } from "./file-status.js";
import { CallError } from "../system-calls/result.js";
import type { Direction, OpenFile as File } from "./open-file.js";
import { OpenFile, openFlag } from "./open-file.js";

/** Filters of kevent(2): OpenBSD sys/event.h. */
export const eventFilter = Object.freeze({ read: -1, write: -2, timer: -7 });

const filters: readonly number[] = Object.values(eventFilter);

/** Actions and flags of kevent(2). */
export const eventFlag = Object.freeze({
  add: 0x1,
  delete: 0x2,
  enable: 0x4,
  disable: 0x8,
  oneShot: 0x10,
  clear: 0x20,
  error: 0x4000,
  end: 0x8000,
});

/** `struct kevent`. */
export interface KernelEvent {
  readonly identifier: number;
  readonly filter: number;
  readonly flags: number;
  readonly filterFlags: number;
  readonly data: number;
  /** The program's own word. */
  readonly userData: bigint;
}

/** What a queue watches: with a file, or a timer. */
interface Watch {
  readonly identifier: number;
  readonly filter: number;
  flags: number;
  filterFlags: number;
  userData: bigint;
  enabled: boolean;
  readonly file: File | undefined;
  /** With EV_CLEAR: what was told last, which is not told again. */
  told: string | undefined;
  /** Of a timer, in nanoseconds. */
  period: bigint;
  next: bigint | undefined;
}

/** What kqueue(2) makes. */
export class EventQueue extends OpenFile {
  override readonly type = "queue";
  readonly #watches = new Map<string, Watch>();
  readonly #now: () => bigint;
  readonly #isOpen: (descriptor: number, file: File) => boolean;

  /** `isOpen` tells whether a descriptor still stands for a file: closing takes its watches away. */
  constructor(now: () => bigint, isOpen: (descriptor: number, file: File) => boolean) {
    super(openFlag.readWrite);
    this.#now = now;
    this.#isOpen = isOpen;
  }

  protected override close(): void {
    this.#watches.clear();
  }

  override status(): FileStatus {
    const none = { device: 0, inode: 0, links: 0, special: 0, size: 0n, blocks: 0n, blockSize: 0 };
    const times = { accessed: 0n, modified: 0n, changed: 0n, born: 0n };
    return { ...none, ...times, mode: fileType.fifo, user: guestUser, group: guestGroup };
  }

  override peek(): Uint8Array {
    throw new CallError("ENXIO");
  }

  override write(): number {
    throw new CallError("ENXIO");
  }

  override ready(direction: Direction): boolean {
    return direction === "read" && this.events(1, false).length > 0;
  }

  /** Adds, changes or removes a watch. `file` is the open file of the identifier, where there is one. */
  change(event: KernelEvent, file: File | undefined): void {
    const key = `${event.filter} ${event.identifier}`;
    let watch = this.#watches.get(key);
    if (!filters.includes(event.filter)) {
      throw new CallError("EINVAL");
    }
    const isTimer = event.filter === eventFilter.timer;
    if (!isTimer && file === undefined) {
      throw new CallError("EBADF");
    }
    if (watch !== undefined && !this.#isThere(watch)) {
      this.#watches.delete(key);
      watch = undefined;
    }
    if ((event.flags & eventFlag.add) !== 0) {
      watch ??= {
        ...event,
        enabled: true,
        file: isTimer ? undefined : file,
        told: undefined,
        period: 0n,
        next: undefined,
      };
      watch.flags = event.flags & (eventFlag.oneShot | eventFlag.clear);
      watch.filterFlags = event.filterFlags;
      watch.userData = event.userData;
      watch.enabled = true;
      watch.told = undefined;
      if (isTimer) {
        this.#startTimer(watch, event.data);
      }
      this.#watches.set(key, watch);
    } else if (watch === undefined) {
      throw new CallError("ENOENT");
    }
    if ((event.flags & eventFlag.delete) !== 0) {
      this.#watches.delete(key);
    }
    if ((event.flags & eventFlag.disable) !== 0) {
      watch.enabled = false;
    } else if ((event.flags & eventFlag.enable) !== 0) {
      watch.enabled = true;
    }
  }

  /** What has happened, at most `count` of it; `take` says that it is told now. */
  events(count: number, take: boolean): readonly KernelEvent[] {
    const events: KernelEvent[] = [];
    for (const [key, watch] of this.#watches) {
      if (events.length >= count) {
        break;
      }
      if (!this.#isThere(watch)) {
        this.#watches.delete(key);
        continue;
      }
      const event = watch.enabled ? this.#happened(watch) : undefined;
      const tells = event !== undefined && `${event.data} ${event.flags}`;
      if (event === undefined || ((watch.flags & eventFlag.clear) !== 0 && tells === watch.told)) {
        // Nothing there any more: when it comes again, that is news.
        watch.told = event === undefined ? undefined : watch.told;
        continue;
      }
      events.push(event);
      if (take) {
        this.#taken(key, watch, tells === false ? undefined : tells);
      }
    }
    return events;
  }

  /** The files to wait for. */
  get wanted(): readonly { readonly file: File; readonly direction: Direction }[] {
    return [...this.#watches.values()].flatMap((watch) =>
      watch.file === undefined || !watch.enabled || watch.told !== undefined
        ? []
        : [{ file: watch.file, direction: watch.filter === eventFilter.read ? "read" : "write" } as const],
    );
  }

  /** When the next timer is due, on the monotonic clock. */
  get nextTimer(): bigint | undefined {
    let next: bigint | undefined;
    for (const watch of this.#watches.values()) {
      if (watch.enabled && watch.next !== undefined && (next === undefined || watch.next < next)) {
        next = watch.next;
      }
    }
    return next;
  }

  #isThere(watch: Watch): boolean {
    return watch.file === undefined || this.#isOpen(watch.identifier, watch.file);
  }

  /** A timer's data is its period in milliseconds; none, or a negative one, is the shortest that there is: a tick. */
  #startTimer(watch: Watch, milliseconds: number): void {
    const tick = 10_000_000n;
    const period = BigInt(Math.max(0, milliseconds)) * 1_000_000n;
    watch.period = period < tick ? tick : period;
    watch.next = this.#now() + watch.period;
  }

  #happened(watch: Watch): KernelEvent | undefined {
    const { identifier, filter, filterFlags, userData, file } = watch;
    const event = (data: number, end: boolean): KernelEvent => {
      const flags = eventFlag.add | watch.flags | (end ? eventFlag.end : 0);
      return { identifier, filter, flags, filterFlags, data, userData };
    };
    if (file === undefined) {
      const now = this.#now();
      return watch.next === undefined || watch.next > now
        ? undefined
        : event(Number((now - watch.next) / watch.period) + 1, false);
    }
    const direction = filter === eventFilter.read ? "read" : "write";
    const end = file.hungUp(direction);
    const data = direction === "read" ? file.available() : file.room();
    // A regular file is ready to be read until its end.
    const ready = file.type === "regular" && direction === "read" ? data !== 0 : file.ready(direction);
    return ready ? event(data, end) : undefined;
  }

  #taken(key: string, watch: Watch, told: string | undefined): void {
    if ((watch.flags & eventFlag.oneShot) !== 0) {
      this.#watches.delete(key);
      return;
    }
    watch.told = (watch.flags & eventFlag.clear) === 0 ? undefined : told;
    if (watch.next !== undefined) {
      const now = this.#now();
      watch.told = undefined;
      watch.next += ((now - watch.next) / watch.period + 1n) * watch.period;
    }
  }
}

/** Bytes of `struct kevent` of 2011: a 32-bit identifier, and 32 bits of data. */
export const eventSize = 24;

export function decodeEvent(view: DataView, at: number): KernelEvent {
  return {
    identifier: view.getUint32(at, true),
    filter: view.getInt16(at + 4, true),
    flags: view.getUint16(at + 6, true),
    filterFlags: view.getUint32(at + 8, true),
    data: view.getInt32(at + 12, true),
    userData: view.getBigUint64(at + 16, true),
  };
}

export function encodeEvents(events: readonly KernelEvent[]): Uint8Array {
  const bytes = new Uint8Array(events.length * eventSize);
  const view = new DataView(bytes.buffer);
  events.forEach((event, index) => {
    const at = index * eventSize;
    view.setUint32(at, event.identifier, true);
    view.setInt16(at + 4, event.filter, true);
    view.setUint16(at + 6, event.flags, true);
    view.setUint32(at + 8, event.filterFlags, true);
    view.setInt32(at + 12, event.data, true);
    view.setBigUint64(at + 16, event.userData, true);
  });
  return bytes;
}
