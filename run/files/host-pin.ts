import type { BigIntStats } from "node:fs";
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, realpathSync, statfsSync } from "node:fs";
import { CallError } from "../system-calls/result.js";
import { onHost } from "./host-error.js";

/** O_PATH of Linux, the same on all its architectures that Node runs on; Node does not export it. */
const pathOnly = 0o10000000;

/** What statfs(2) of Linux calls procfs. */
const procfs = 0x9fa0;

/**
 * Something of the host's file system, held on to so that it stays what it was found to be.
 *
 * On Linux a pin is a descriptor opened with O_PATH and O_NOFOLLOW, and its entries are reached through
 * /proc/self/fd: every name is one component, looked up in the very folder that was found before, and a link is never
 * followed by the host. So even a process of the host that puts a link in the place of a folder meanwhile does not lead
 * the guest out of the root.
 *
 * Other hosts have neither: there a pin is a path whose real path is compared with it. That keeps a guest inside that
 * works alone, but not against a helper outside that swaps folders at the right moment.
 *
 * A file of the root with a second (hard) link outside cannot be told from others: who gives a folder gives what is
 * linked into it. So does who mounts something there, except procfs, which would reach portwright itself.
 */
export class HostPin {
  readonly stat: BigIntStats;
  readonly #path: string;
  readonly #descriptor: number | undefined;

  private constructor(path: string, stat: BigIntStats, descriptor: number | undefined) {
    this.#path = path;
    this.stat = stat;
    this.#descriptor = descriptor;
  }

  /** Pins the folder that is the guest's root; here the host follows links. Throws what Node throws. */
  static root(folder: string): HostPin {
    const real = realpathSync(folder);
    if (pinsByDescriptor) {
      const descriptor = openSync(real, pathOnly | constants.O_DIRECTORY);
      return new HostPin(`/proc/self/fd/${descriptor}`, fstatSync(descriptor, { bigint: true }), descriptor);
    }
    return new HostPin(bytesOf(real), lstatSync(real, { bigint: true }), undefined);
  }

  /** Pins an entry of this folder, a link as a link. Undefined: there is none of the name. */
  pin(name: string): HostPin | undefined {
    const path = this.entry(name);
    try {
      return onHost(() => {
        if (!pinsByDescriptor) {
          return HostPin.#byPath(path);
        }
        const descriptor = openSync(path, pathOnly | constants.O_NOFOLLOW);
        const stat = fstatSync(descriptor, { bigint: true });
        const found = new HostPin(`/proc/self/fd/${descriptor}`, stat, descriptor);
        if (stat.dev !== this.stat.dev && !stat.isSymbolicLink() && statfsSync(found.path).type === procfs) {
          found.close();
          throw new CallError("EACCES");
        }
        return found;
      });
    } catch (thrown) {
      if (thrown instanceof CallError && thrown.errno === "ENOENT") {
        return undefined;
      }
      throw thrown;
    }
  }

  static #byPath(path: Buffer): HostPin {
    const stat = lstatSync(path, { bigint: true });
    if (!stat.isSymbolicLink() && !realpathSync(path, "buffer").equals(path)) {
      throw new CallError("EACCES");
    }
    return new HostPin(path.toString("latin1"), stat, undefined);
  }

  /** A path of the host's that names this very thing. Of a link it must not be used: it would be followed. */
  get path(): Buffer {
    return Buffer.from(this.#path, "latin1");
  }

  /** A path of the host's for an entry of this folder; whoever uses it must not follow a link there. */
  entry(name: string): Buffer {
    return Buffer.from(`${this.#path}/${name}`, "latin1");
  }

  /** A path of this folder for listing it. */
  get listing(): Buffer {
    return this.entry(".");
  }

  close(): void {
    if (this.#descriptor !== undefined) {
      closeSync(this.#descriptor);
    }
  }
}

/** Paths are strings of bytes, one character for each, as names need not be UTF-8. */
export function bytesOf(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

const pinsByDescriptor = process.platform === "linux" && existsSync("/proc/self/fd");
