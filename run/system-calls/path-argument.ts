import { DirectoryFile } from "../files/directory-file.js";
import type { FileSystem } from "../files/file-system.js";
import { pathLimit, type Place } from "../files/path-walk.js";
import { CallError } from "./result.js";
import type { Call } from "./system-call.js";

/** A path of a call: where it starts, and its text, one character for each byte. */
export interface GivenPath {
  readonly fileSystem: FileSystem;
  readonly start: readonly string[];
  readonly path: string;
}

/** AT_FDCWD: the *at calls start from the working folder. */
export const workingFolder = -100;

/** The flags of the *at calls: OpenBSD sys/fcntl.h. */
export const atFlag = Object.freeze({ effectiveAccess: 1, noFollow: 2, follow: 4, removeFolder: 8 });

/** The path at an argument, that starts from the working folder. */
export function pathAt(call: Call, index: number): GivenPath {
  const { files } = call.process;
  return { fileSystem: files.fileSystem, start: files.workingFolder, path: textAt(call, index) };
}

/** The path at an argument, that starts from the open folder of another argument. */
export function pathFrom(call: Call, folder: number, index: number): GivenPath {
  const { files } = call.process;
  const path = textAt(call, index);
  const descriptor = call.int(folder);
  if (descriptor === workingFolder || path.startsWith("/")) {
    return { fileSystem: files.fileSystem, start: files.workingFolder, path };
  }
  const file = files.get(descriptor);
  if (!(file instanceof DirectoryFile)) {
    throw new CallError("ENOTDIR");
  }
  return { fileSystem: files.fileSystem, start: file.names, path };
}

/** Walks to a path and does something there. */
export function there<T>({ fileSystem, start, path }: GivenPath, follow: boolean, use: (place: Place) => T): T {
  return fileSystem.at(start, path, follow, use);
}

function textAt(call: Call, index: number): string {
  const bytes = call.process.memory.readString(call.argument(index), pathLimit - 1);
  return Buffer.from(bytes).toString("latin1");
}
