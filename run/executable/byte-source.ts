import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { ExecutableError } from "./executable-error.js";

/** A file of which only what is asked for is read. */
export interface ByteSource {
  readonly size: number;
  /** Bytes of the file; fewer where it ends. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are in memory already. */
export function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Lets something be read from a file of the host's. Throws an ExecutableError where it cannot be. */
export function withFile<T>(path: string, use: (source: ByteSource) => T): T {
  const descriptor = attempt(() => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const status = attempt(() => fstatSync(descriptor));
    if (!status.isFile()) {
      throw new ExecutableError(status.isDirectory() ? "it is a directory" : "it is not a regular file");
    }
    return use({ size: status.size, read: (offset, length) => readPart(descriptor, offset, length) });
  } finally {
    closeSync(descriptor);
  }
}

/** What Node reads in one go at most. */
const largestRead = 1 << 30;

function readPart(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const wanted = Math.min(length - done, largestRead);
    const count = attempt(() => readSync(descriptor, bytes, done, wanted, offset + done));
    if (count === 0) {
      break;
    }
    done += count;
  }
  return bytes.subarray(0, done);
}

const reasons: Readonly<Record<string, string>> = Object.freeze({
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is not a directory",
  EACCES: "it may not be read",
  EPERM: "it may not be read",
  EISDIR: "it is a directory",
  ELOOP: "its path has too many symbolic links",
  ENAMETOOLONG: "its path is too long",
  ENXIO: "it is not a regular file",
  ERR_INVALID_ARG_VALUE: "its path has a zero byte",
});

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !("code" in thrown)) {
      throw thrown;
    }
    const code = String(thrown.code);
    throw new ExecutableError(reasons[code] ?? `it cannot be read (${code})`);
  }
}
