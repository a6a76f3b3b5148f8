import { CallError } from "../system-calls/result.js";
import type { FileSystemOptions } from "./file-system.js";
import { FileSystem } from "./file-system.js";
import { HostInput } from "./host-input.js";
import { HostStream, isOpenOnHost } from "./host-stream.js";
import type { OpenFile } from "./open-file.js";

/** A descriptor: an open file, and what belongs to the number and not to the file. */
interface Descriptor {
  readonly file: OpenFile;
  closeOnExecution: boolean;
}

/** The most descriptors a process can ever ask for: RLIMIT_NOFILE's hard limit. */
export const descriptorLimit = 1024;

/** The open files of a process by descriptor, and its working folder, as the kernel's `filedesc`. */
export class FileTable {
  readonly fileSystem: FileSystem;
  readonly #descriptors = new Map<number, Descriptor>();
  /** Processes that have it: rfork(2) lets a child share its parent's. */
  #users = 1;
  /** RLIMIT_NOFILE: the first number that is not given out. */
  limit = 512;
  /** The working folder, from the root. */
  workingFolder: readonly string[] = [];

  constructor(fileSystem: FileSystem) {
    this.fileSystem = fileSystem;
  }

  /** The open file of a descriptor; EBADF where there is none. */
  get(descriptor: number): OpenFile {
    return this.#find(descriptor).file;
  }

  /** The descriptors in use, in ascending order. */
  get numbers(): readonly number[] {
    return [...this.#descriptors.keys()].sort((one, other) => one - other);
  }

  /** Gives a file the lowest free number from `lowest` on; EMFILE where there is none. */
  add(file: OpenFile, closeOnExecution = false, lowest = 0): number {
    let number = lowest;
    while (this.#descriptors.has(number)) {
      number += 1;
    }
    if (number >= this.limit) {
      // Whoever opened the file for this has no other use for it.
      file.retain();
      file.release();
      throw new CallError("EMFILE");
    }
    this.#set(number, { file, closeOnExecution });
    return number;
  }

  /** dup2(2): `to` is closed first; the same number for both changes nothing. */
  duplicate(from: number, to: number): void {
    const { file } = this.#find(from);
    if (to < 0 || to >= this.limit) {
      throw new CallError("EBADF");
    }
    if (from !== to) {
      file.retain();
      if (this.#descriptors.has(to)) {
        this.close(to);
      }
      this.#set(to, { file, closeOnExecution: false });
      file.release();
    }
  }

  close(descriptor: number): void {
    const { file } = this.#find(descriptor);
    this.#descriptors.delete(descriptor);
    file.release();
  }

  closesOnExecution(descriptor: number): boolean {
    return this.#find(descriptor).closeOnExecution;
  }

  setCloseOnExecution(descriptor: number, closes: boolean): void {
    this.#find(descriptor).closeOnExecution = closes;
  }

  /** The same table for one more process. */
  share(): this {
    this.#users += 1;
    return this;
  }

  /** A process is over that had it; with the last one, everything is closed. */
  letGo(): void {
    this.#users -= 1;
    if (this.#users === 0) {
      this.closeAll();
    }
  }

  /** A table of its own with nothing open in it. */
  emptyCopy(): FileTable {
    const copy = new FileTable(this.fileSystem);
    copy.limit = this.limit;
    copy.workingFolder = this.workingFolder;
    return copy;
  }

  /** A table of its own with the same open files, for fork. A queue of kqueue(2) is not inherited. */
  copy(): FileTable {
    const copy = this.emptyCopy();
    for (const [number, { file, closeOnExecution }] of this.#descriptors) {
      if (file.type !== "queue") {
        copy.#set(number, { file, closeOnExecution });
      }
    }
    return copy;
  }

  /** Closes what execve(2) closes. */
  closeOnExecution(): void {
    for (const number of this.numbers) {
      if (this.closesOnExecution(number)) {
        this.close(number);
      }
    }
  }

  /** Closes everything from a number on, as closefrom(2) and the end of a process do. */
  closeAll(first = 0): void {
    for (const number of this.numbers) {
      if (number >= first) {
        this.close(number);
      }
    }
  }

  /** Closes what a call has opened and cannot hand over. */
  closeEach(descriptors: readonly number[]): void {
    for (const descriptor of descriptors) {
      this.close(descriptor);
    }
  }

  #find(descriptor: number): Descriptor {
    const found = this.#descriptors.get(descriptor);
    if (found === undefined) {
      throw new CallError("EBADF");
    }
    return found;
  }

  #set(number: number, descriptor: Descriptor): void {
    descriptor.file.retain();
    this.#descriptors.set(number, descriptor);
  }
}

/** What a new system's first table is made of. */
export interface FileTableOptions extends FileSystemOptions {
  /** Where standard input comes from if it is a pipe or a terminal: Node's own stream, if not said. */
  readonly input?: HostInput | undefined;
}

/** The table of the first process: the host's streams as 0, 1 and 2, those that are open. Throws what Node throws for a bad root. */
export function createFileTable(options: FileTableOptions): FileTable {
  const table = new FileTable(new FileSystem(options));
  const input = options.input ?? new HostInput(() => process.stdin);
  const streams = [0, 1, 2].map((number) => (isOpenOnHost(number) ? new HostStream(number, input) : undefined));
  streams.forEach((stream, number) => {
    if (stream !== undefined) {
      table.add(stream, false, number);
    }
  });
  return table;
}
