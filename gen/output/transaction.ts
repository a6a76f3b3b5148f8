import {
  chmodSync,
  chownSync,
  close,
  copyFileSync,
  constants,
  fsync,
  linkSync,
  lstatSync,
  mkdirSync,
  open,
  renameSync,
  rmdirSync,
  unlinkSync,
  write,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Failure, isSystemError, systemReason } from "../failure.js";
import { contentChunks, type FileContent } from "./file-content.js";

/**
 * Changes of files of which either all happen or none. New contents are written beside the files they replace; only
 * when all of them are on the disk do they take their places.
 */
export interface Changes {
  readonly replace: readonly NewContent[];
  readonly remove: readonly string[];
}

/** What a file is to hold. */
export interface NewContent {
  readonly place: string;
  readonly content: FileContent;
  /** Permissions; left out, those of the file that it replaces, or the usual ones. */
  readonly mode?: number;
}

/** Makes the changes. On failure everything is as it was before, and a failure says which path and why. */
export async function applyChanges({ replace, remove }: Changes): Promise<void> {
  const undo: (() => void)[] = [];
  const finish: (() => void)[] = [];
  try {
    for (const { place, temporary } of await writeAllBeside(replace, undo)) {
      attempt("replace", place, () => {
        takePlace(temporary, place, undo, finish);
      });
    }
    for (const place of remove) {
      attempt("remove", place, () => {
        setAside(place, undo, finish);
      });
    }
  } catch (error) {
    for (const step of undo.toReversed()) {
      quietly(step);
    }
    throw error;
  }
  for (const step of finish) {
    quietly(step);
  }
}

/** Removes a folder, and those around it below `root`, if nothing is left in them. */
export function removeEmptyFolders(folder: string, root: string): void {
  for (let empty = folder; empty !== root && empty.startsWith(root); empty = dirname(empty)) {
    try {
      rmdirSync(empty);
    } catch {
      return;
    }
  }
}

/** New contents beside what they are to replace. They are written at the same time, each by a thread of Node's. */
async function writeAllBeside(
  files: readonly NewContent[],
  undo: (() => void)[],
): Promise<readonly { readonly place: string; readonly temporary: string }[]> {
  const opened = files.map((file) => {
    makeFolder(dirname(file.place), undo);
    return { file, temporary: besides(file.place) };
  });
  const results = await Promise.allSettled(
    opened.map(({ file, temporary }) => attemptAsync("write", file.place, () => writeBeside(file, temporary, undo))),
  );
  // Not before the last of them has come to its end: what is still being written could not be taken away.
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    throw failed.reason;
  }
  return opened.map(({ file: { place }, temporary }) => ({ place, temporary }));
}

async function writeBeside(
  { place, content, mode }: NewContent,
  temporary: string,
  undo: (() => void)[],
): Promise<void> {
  const old = lstatSync(place, { throwIfNoEntry: false });
  // Exclusive creation never follows a link that somebody put there.
  const file = await openFile(temporary, "wx");
  undo.push(() => {
    unlinkSync(temporary);
  });
  try {
    for (const chunk of contentChunks(content)) {
      await writeAll(file, chunk);
    }
    await syncFile(file);
  } finally {
    await closeFile(file);
  }
  if (old?.isFile() === true) {
    keepOwner(temporary, old);
    chmodSync(temporary, mode ?? old.mode & 0o777);
  } else if (mode !== undefined) {
    chmodSync(temporary, mode);
  }
}

/** A short write is no error of the system: the next one says what is the matter. */
async function writeAll(file: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await writeFile(file, bytes, done)).bytesWritten;
  }
}

// Of node:fs, which is there: to load node:fs/promises takes as long as to write a small port.
const openFile = promisify(open);
const writeFile = promisify(write);
const syncFile = promisify(fsync);
const closeFile = promisify(close);

/** Root who regenerates somebody's files leaves them theirs. */
function keepOwner(temporary: string, old: { readonly uid: number; readonly gid: number }): void {
  const made = lstatSync(temporary);
  if (made.uid !== old.uid || made.gid !== old.gid) {
    quietly(() => {
      chownSync(temporary, old.uid, old.gid);
    });
  }
}

/** Moves the new content over the old, keeping a second name of the old until all has gone well. */
function takePlace(temporary: string, place: string, undo: (() => void)[], finish: (() => void)[]): void {
  const old = lstatSync(place, { throwIfNoEntry: false });
  if (old?.isFile() === true) {
    const kept = besides(place);
    const forget = (): void => {
      unlinkSync(kept);
    };
    keepAs(place, kept, old.uid);
    try {
      renameSync(temporary, place);
    } catch (error) {
      quietly(forget);
      throw error;
    }
    undo.push(() => {
      renameSync(kept, place);
    });
    finish.push(forget);
    return;
  }
  if (old !== undefined) {
    setAside(place, undo, finish);
  }
  renameSync(temporary, place);
  undo.push(() => {
    unlinkSync(place);
  });
}

/**
 * A second name for a file; a copy where the file system knows no second names, or where the file is somebody else's:
 * in a folder like /tmp we could not take a name of it away again.
 */
function keepAs(place: string, kept: string, owner: number): void {
  const user = process.geteuid?.();
  try {
    if (user === 0 || user === owner) {
      linkSync(place, kept);
      return;
    }
  } catch {
    // The copy will do, or will say what is the matter.
  }
  copyFileSync(place, kept, constants.COPYFILE_EXCL);
}

/** Takes something out of its place so that it can come back. A link is moved itself, not what it leads to. */
function setAside(place: string, undo: (() => void)[], finish: (() => void)[]): void {
  const aside = besides(place);
  renameSync(place, aside);
  undo.push(() => {
    renameSync(aside, place);
  });
  finish.push(() => {
    unlinkSync(aside);
  });
}

function makeFolder(folder: string, undo: (() => void)[]): void {
  attempt("make the folder", folder, () => {
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) {
      return;
    }
    makeFolder(dirname(folder), undo);
    mkdirSync(folder);
    undo.push(() => {
      rmdirSync(folder);
    });
  });
}

/** A name beside `place` that nobody else uses, one of 2^50; without node:crypto, which is slow to load. */
function besides(place: string): string {
  return join(dirname(place), `.portwright-${Math.random().toString(36).slice(2)}`);
}

function attempt(what: string, place: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw explained(what, place, error);
  }
}

async function attemptAsync(what: string, place: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw explained(what, place, error);
  }
}

function explained(what: string, place: string, error: unknown): unknown {
  return isSystemError(error)
    ? new Failure(
        `cannot ${what} ${place}: ${systemReason(error)}`,
        "nothing was changed: the old files are as they were",
        error,
      )
    : error;
}

/** For what is done after the fact: the first failure has been reported, or nothing depends on it. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing better can be done.
  }
}
