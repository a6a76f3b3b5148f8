import { constants, openSync } from "node:fs";
import { Random } from "../../verify/random.js";
import { CallError } from "../system-calls/result.js";
import { changeMode, changeTimes } from "./change-file.js";
import { DeviceFile, deviceStatus } from "./device.js";
import { DirectoryFile, listFolder } from "./directory-file.js";
import type { FileStatus } from "./file-status.js";
import { hostStatus } from "./file-status.js";
import { hostCode, onHost } from "./host-error.js";
import { bytesOf, HostPin } from "./host-pin.js";
import type { OpenFile } from "./open-file.js";
import { openFlag } from "./open-file.js";
import type { Folder, Found, HostNode, Place } from "./path-walk.js";
import { isFolder, PathWalk } from "./path-walk.js";
import { RegularFile } from "./regular-file.js";
import type { VirtualDevice } from "./virtual-tree.js";
import { emptyRoot, virtualDirectoryStatus } from "./virtual-tree.js";

/** What the files of a system are made of. */
export interface FileSystemOptions {
  /** The host's folder that is the guest's `/`; without it the guest sees no file of the host. */
  readonly root?: string | undefined;
  /** The time of day at the start, in nanoseconds since 1970: the age of what is not of the host. */
  readonly startTime: bigint;
  /** What /dev/random and its kin give is drawn from it. */
  readonly seed: number;
}

/** How a file is opened. */
export interface OpenRequest {
  readonly flags: number;
  readonly mode: number;
  readonly umask: number;
}

/** What open(2) leads to: a file, or a descriptor that is there already (/dev/stdin, /dev/fd/N). */
export type Opened =
  { readonly kind: "file"; readonly file: OpenFile } | { readonly kind: "duplicate"; readonly descriptor: number };

/**
 * The files that a guest can name. Without a root these are an empty folder and /dev; with one, the host's folder is
 * the guest's `/`, and no path and no link leads out of it: paths are walked here, component by component, and the host
 * never follows a link (see `HostPin`). Only regular files and folders of the host are opened: FIFOs, sockets and
 * devices would lead outside, or wait for ever.
 */
export class FileSystem {
  readonly #root: Folder;
  readonly #startTime: bigint;
  readonly #entropy: Random;

  /** Throws what Node throws where `root` is no folder. */
  constructor(options: FileSystemOptions) {
    this.#root = options.root === undefined ? emptyRoot : { kind: "host", pin: HostPin.root(options.root) };
    this.#startTime = options.startTime;
    this.#entropy = new Random(options.seed, "random devices");
  }

  /** Lets go of the root. */
  close(): void {
    if (this.#root.kind === "host") {
      this.#root.pin.close();
    }
  }

  /** Walks a path and does something where it leads; afterwards nothing is held on to any more. */
  at<T>(start: readonly string[], path: string, follow: boolean, use: (place: Place) => T): T {
    const walk = new PathWalk(this.#root);
    try {
      return use(walk.walk(start, path, follow));
    } finally {
      walk.close();
    }
  }

  /** The status of what a path has led to. */
  status(found: Found): FileStatus {
    switch (found.kind) {
      case "host":
        return hostStatus(found.pin.stat);
      case "virtual-directory":
        return virtualDirectoryStatus(found, this.#startTime);
      case "device":
        return deviceStatus(found.device, found.inode, this.#startTime);
    }
  }

  open(start: readonly string[], path: string, request: OpenRequest): Opened {
    const { flags } = request;
    if ((flags & openFlag.accessMode) === openFlag.accessMode) {
      throw new CallError("EINVAL");
    }
    const makes = (flags & openFlag.create) !== 0;
    const exclusive = makes && (flags & openFlag.exclusive) !== 0;
    const follow = (flags & openFlag.noFollow) === 0 && !exclusive;
    return this.at(start, path, follow, (place) => {
      if (place.found === undefined) {
        if (!makes || place.slash) {
          throw new CallError("ENOENT");
        }
        return { kind: "file", file: this.#create(place, request) };
      }
      if (exclusive) {
        throw new CallError("EEXIST");
      }
      return this.#openFound(place, place.found, flags);
    });
  }

  #openFound(place: Place, found: Found, flags: number): Opened {
    const isFile = found.kind === "device" || (found.kind === "host" && !found.pin.stat.isDirectory());
    if (isFile && (flags & openFlag.directory) !== 0) {
      throw new CallError("ENOTDIR");
    }
    if (found.kind === "device") {
      return this.#openDevice(found, flags);
    }
    if (found.kind === "host" && isFile) {
      return { kind: "file", file: openHostFile(found, flags) };
    }
    const changes = openFlag.create | openFlag.truncate;
    if ((flags & openFlag.accessMode) !== openFlag.readOnly || (flags & changes) !== 0) {
      throw new CallError("EISDIR");
    }
    return { kind: "file", file: this.#directory(place, found, flags) };
  }

  #openDevice(found: VirtualDevice, flags: number): Opened {
    if (found.device === "descriptor" && found.descriptor !== undefined) {
      return { kind: "duplicate", descriptor: found.descriptor };
    }
    if (found.device === "terminal") {
      // The guest has no controlling terminal.
      throw new CallError("ENXIO");
    }
    return { kind: "file", file: new DeviceFile(found.device, this.status(found), this.#entropy, flags) };
  }

  #create(place: Place, request: OpenRequest): OpenFile {
    const { parent, name } = place;
    if (parent.kind !== "host") {
      throw new CallError("EROFS");
    }
    if (name === undefined || (request.flags & openFlag.directory) !== 0) {
      throw new CallError("EINVAL");
    }
    const access = request.flags & openFlag.accessMode;
    // A file of the guest never gets the set-user bits of the host.
    const descriptor = withUmask(request.umask, () =>
      onHost(() =>
        openSync(
          parent.pin.entry(name),
          access | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
          request.mode & 0o777,
        ),
      ),
    );
    return new RegularFile(descriptor, request.flags);
  }

  #directory(place: Place, folder: Folder, flags: number): DirectoryFile {
    const { names } = place;
    const path = names.join("/");
    const again = <T>(use: (found: Folder) => T): T =>
      this.at([], `/${path}`, false, ({ found }) => {
        if (found === undefined || !isFolder(found)) {
          throw new CallError("ENOENT");
        }
        return use(found);
      });
    const list = (found: Folder): ReturnType<typeof listFolder> =>
      listFolder(found, this.status(found).inode, names.length === 0);
    const status = this.status(folder);
    let first: ReturnType<typeof listFolder> | undefined = list(folder);
    return new DirectoryFile(
      names,
      {
        list: () => {
          const entries = first ?? again(list);
          first = undefined;
          return entries;
        },
        status: () => {
          try {
            return again((found) => this.status(found));
          } catch {
            // It was removed or renamed: what it was.
            return status;
          }
        },
        changeMode: (mode) => {
          again((found) => {
            changeMode(found, mode);
          });
        },
        changeTimes: (accessed, modified) => {
          again((found) => {
            changeTimes(found, accessed, modified);
          });
        },
      },
      flags,
    );
  }
}

/** Opens a regular file of the host that was found, and nothing else: by its pin, so that it is this very one. */
function openHostFile(found: HostNode, flags: number): OpenFile {
  const { stat } = found.pin;
  if (stat.isSymbolicLink()) {
    throw new CallError("ELOOP");
  }
  if (!stat.isFile()) {
    throw new CallError(stat.isSocket() ? "EOPNOTSUPP" : "ENXIO");
  }
  const truncates = (flags & openFlag.truncate) !== 0 ? constants.O_TRUNC : 0;
  const synchronous = (flags & openFlag.synchronous) !== 0 ? constants.O_SYNC : 0;
  const access = flags & openFlag.accessMode;
  return new RegularFile(
    onHost(() => openSync(found.pin.path, access | truncates | synchronous)),
    flags,
  );
}

/** Makes something on the host under the guest's umask. */
export function withUmask<T>(mask: number, make: () => T): T {
  const own = process.umask(mask & 0o777);
  try {
    return make();
  } finally {
    process.umask(own);
  }
}

/** Why a folder cannot be a guest's root, or undefined where it can. */
export function rootProblem(folder: string): string | undefined {
  try {
    HostPin.root(folder).close();
    return undefined;
  } catch (thrown) {
    const code = hostCode(thrown);
    return code === "ENOENT" ? "there is no such folder" : code === "ENOTDIR" ? "it is not a folder" : String(code);
  }
}

/** A path of the guest from text of the host: one character for each byte. */
export const guestPath = bytesOf;
