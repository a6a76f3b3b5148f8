import { accessSync, chmodSync, linkSync, mkdirSync, readlinkSync, renameSync, rmdirSync } from "node:fs";
import { symlinkSync, truncateSync, unlinkSync, utimesSync } from "node:fs";
import { CallError } from "../system-calls/result.js";
import { onHost } from "./host-error.js";
import type { HostPin } from "./host-pin.js";
import type { Found, Place } from "./path-walk.js";
import { isFolder } from "./path-walk.js";

/** A thing of the host that may be changed: what is virtual is on a file system that is read-only. */
function changeable(found: Found | undefined): HostPin {
  if (found === undefined) {
    throw new CallError("ENOENT");
  }
  if (found.kind !== "host") {
    throw new CallError("EROFS");
  }
  return found.pin;
}

/** As `changeable`, for changes that would follow a link: a link itself has neither mode nor times here. */
function changeablePath(found: Found | undefined): Buffer {
  const pin = changeable(found);
  if (pin.stat.isSymbolicLink()) {
    throw new CallError("EOPNOTSUPP");
  }
  return pin.path;
}

/** The host's path for a name to be made; `parent` is a folder of the host. */
function newEntry(place: Place): Buffer {
  if (place.found !== undefined || place.name === undefined) {
    throw new CallError("EEXIST");
  }
  if (place.parent.kind !== "host") {
    throw new CallError("EROFS");
  }
  return place.parent.pin.entry(place.name);
}

/** The host's path of an entry that is there. */
function entryOf(place: Place): Buffer {
  changeable(place.found);
  if (place.parent.kind !== "host" || place.name === undefined) {
    throw new CallError("EBUSY");
  }
  return place.parent.pin.entry(place.name);
}

/** chmod(2). Nothing of a guest gets the set-user bits of the host. */
export function changeMode(found: Found | undefined, mode: number): void {
  const path = changeablePath(found);
  if ((mode & 0o6000) !== 0) {
    throw new CallError("EPERM");
  }
  onHost(() => {
    chmodSync(path, mode & 0o1777);
  });
}

/** utimes(2): nanoseconds since 1970. */
export function changeTimes(found: Found | undefined, accessed: bigint, modified: bigint): void {
  const path = changeablePath(found);
  onHost(() => {
    utimesSync(path, Number(accessed) / 1e9, Number(modified) / 1e9);
  });
}

/** truncate(2). */
export function truncate(found: Found | undefined, size: bigint): void {
  if (found !== undefined && isFolder(found)) {
    throw new CallError("EISDIR");
  }
  const pin = changeable(found);
  if (!pin.stat.isFile() || size < 0n) {
    throw new CallError("EINVAL");
  }
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new CallError("EFBIG");
  }
  onHost(() => {
    truncateSync(pin.path, Number(size));
  });
}

/** access(2): bits 1 execute (search), 2 write, 4 read. */
export function checkAccess(found: Found | undefined, mode: number): void {
  if ((mode & ~7) !== 0) {
    throw new CallError("EINVAL");
  }
  if (found === undefined) {
    throw new CallError("ENOENT");
  }
  if (found.kind === "host") {
    if (!found.pin.stat.isSymbolicLink()) {
      onHost(() => {
        accessSync(found.pin.path, mode);
      });
    }
    return;
  }
  const allowed = found.kind === "device" ? 6 : 5;
  if ((mode & ~allowed) !== 0) {
    throw new CallError("EACCES");
  }
}

/** readlink(2): the link's text, bytes as they are. */
export function readLink(place: Place): Uint8Array {
  const { found, parent, name } = place;
  if (found === undefined) {
    throw new CallError("ENOENT");
  }
  if (found.kind !== "host" || parent.kind !== "host" || name === undefined || !found.pin.stat.isSymbolicLink()) {
    throw new CallError("EINVAL");
  }
  return onHost(() => readlinkSync(parent.pin.entry(name), "buffer"));
}

/** mkdir(2), under the umask that is set. */
export function makeFolder(place: Place, mode: number): void {
  const path = newEntry(place);
  onHost(() => {
    mkdirSync(path, mode & 0o777);
  });
}

/** symlink(2). The text may say what it wants: it is read inside the root. */
export function makeLink(text: Uint8Array, place: Place): void {
  if (place.slash && place.found === undefined) {
    throw new CallError("ENOENT");
  }
  const path = newEntry(place);
  onHost(() => {
    symlinkSync(Buffer.from(text), path);
  });
}

/** link(2). */
export function linkTo(from: Place, to: Place): void {
  if (from.found !== undefined && isFolder(from.found)) {
    throw new CallError("EPERM");
  }
  if (to.slash && to.found === undefined) {
    throw new CallError("ENOENT");
  }
  if (to.found !== undefined) {
    throw new CallError("EEXIST");
  }
  if (from.found?.kind === "device" && to.parent.kind === "host") {
    throw new CallError("EXDEV");
  }
  const source = entryOf(from);
  const target = newEntry(to);
  onHost(() => {
    linkSync(source, target);
  });
}

/** unlink(2). */
export function removeFile(place: Place): void {
  if (place.found !== undefined && isFolder(place.found)) {
    throw new CallError("EPERM");
  }
  const path = entryOf(place);
  onHost(() => {
    unlinkSync(path);
  });
}

/** rmdir(2). */
export function removeFolder(place: Place): void {
  if (place.found !== undefined && !isFolder(place.found)) {
    throw new CallError("ENOTDIR");
  }
  if (place.written === ".") {
    throw new CallError("EINVAL");
  }
  if (place.written === "..") {
    throw new CallError("ENOTEMPTY");
  }
  const path = entryOf(place);
  onHost(() => {
    rmdirSync(path);
  });
}

/** rename(2). */
export function rename(from: Place, to: Place): void {
  if (from.found === undefined) {
    throw new CallError("ENOENT");
  }
  for (const place of [from, to]) {
    if (place.written === "." || place.written === "..") {
      throw new CallError("EINVAL");
    }
  }
  if (to.parent.kind !== from.parent.kind) {
    throw new CallError("EXDEV");
  }
  if (to.slash && to.found === undefined && !isFolder(from.found)) {
    throw new CallError("ENOENT");
  }
  const source = entryOf(from);
  const target = to.found === undefined ? newEntry(to) : entryOf(to);
  onHost(() => {
    renameSync(source, target);
  });
}
