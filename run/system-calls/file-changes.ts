import * as change from "../files/change-file.js";
import { withUmask } from "../files/file-system.js";
import { guestGroup, guestUser } from "../files/file-status.js";
import type { Place } from "../files/path-walk.js";
import { pathLimit } from "../files/path-walk.js";
import type { GivenPath } from "./path-argument.js";
import { atFlag, pathAt, pathFrom, there } from "./path-argument.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import { readTimes, readUtimens } from "./file-times.js";
import type { Call, SystemCall } from "./system-call.js";

const success = value(0);

/** Does something at a path that has no result but that it was done. */
function doThere(given: GivenPath, follow: boolean, action: (place: Place) => void): CallResult {
  there(given, follow, action);
  return success;
}

function mkdir(call: Call, given: GivenPath, mode: number): CallResult {
  return doThere(given, false, (place) => {
    withUmask(call.process.umask, () => {
      change.makeFolder(place, mode);
    });
  });
}

function symlink(call: Call, given: GivenPath): CallResult {
  const text = call.process.memory.readString(call.argument(0), pathLimit - 1);
  return doThere(given, false, (place) => {
    change.makeLink(text, place);
  });
}

function two(from: GivenPath, to: GivenPath, follow: boolean, action: (from: Place, to: Place) => void): CallResult {
  return doThere(from, follow, (source) => {
    there(to, false, (target) => {
      action(source, target);
    });
  });
}

function unlinkat(call: Call): CallResult {
  const flags = call.int(2);
  if ((flags & ~atFlag.removeFolder) !== 0) {
    return error("EINVAL");
  }
  return doThere(pathFrom(call, 0, 1), false, flags === 0 ? change.removeFile : change.removeFolder);
}

function linkat(call: Call): CallResult {
  const flags = call.int(4);
  if ((flags & ~atFlag.follow) !== 0) {
    return error("EINVAL");
  }
  return two(pathFrom(call, 0, 1), pathFrom(call, 2, 3), (flags & atFlag.follow) !== 0, change.linkTo);
}

function chmod(given: GivenPath, mode: number, follow: boolean): CallResult {
  if ((mode & ~0o7777) !== 0) {
    return error("EINVAL");
  }
  return doThere(given, follow, ({ found }) => {
    change.changeMode(found, mode);
  });
}

function fchmod(call: Call): CallResult {
  const file = call.process.files.get(call.int(0));
  const mode = call.int(1);
  if ((mode & ~0o7777) !== 0) {
    return error("EINVAL");
  }
  if ((mode & 0o6000) !== 0) {
    return error("EPERM");
  }
  file.changeMode(mode);
  return success;
}

/** A user without privileges may say only what is so already; 0xffffffff is: as it is. */
function checkOwner(user: bigint, group: bigint): void {
  const unchanged = 0xffff_ffffn;
  if ((user !== unchanged && user !== BigInt(guestUser)) || (group !== unchanged && group !== BigInt(guestGroup))) {
    throw new CallError("EPERM");
  }
}

function chown(call: Call, given: GivenPath, next: number, follow: boolean): CallResult {
  return doThere(given, follow, ({ found }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
    checkOwner(call.argument(next), call.argument(next + 1));
  });
}

function fchown(call: Call): CallResult {
  call.process.files.get(call.int(0));
  checkOwner(call.argument(1), call.argument(2));
  return success;
}

/** The *at calls of chmod, chown and utimes: their last argument says whether a link is followed. */
function follows(call: Call, index: number): boolean {
  const flags = call.int(index);
  if ((flags & ~atFlag.noFollow) !== 0) {
    throw new CallError("EINVAL");
  }
  return (flags & atFlag.noFollow) === 0;
}

function utimes(call: Call): CallResult {
  const given = pathAt(call, 0);
  return doThere(given, true, ({ found }) => {
    const { accessed, modified } = readTimes(call, call.argument(1));
    change.changeTimes(found, accessed, modified);
  });
}

function futimes(call: Call): CallResult {
  const file = call.process.files.get(call.int(0));
  const { accessed, modified } = readTimes(call, call.argument(1));
  file.changeTimes(accessed, modified);
  return success;
}

function utimensat(call: Call): CallResult {
  const given = pathFrom(call, 0, 1);
  return doThere(given, follows(call, 3), ({ found }) => {
    if (found === undefined) {
      throw new CallError("ENOENT");
    }
    const { accessed, modified } = readUtimens(call, call.argument(2), given.fileSystem.status(found));
    change.changeTimes(found, accessed, modified);
  });
}

function futimens(call: Call): CallResult {
  const file = call.process.files.get(call.int(0));
  const { accessed, modified } = readUtimens(call, call.argument(1), file.status());
  file.changeTimes(accessed, modified);
  return success;
}

function umask(call: Call): CallResult {
  const old = call.process.umask;
  call.process.umask = call.int(0) & 0o777;
  return value(old);
}

function truncate(call: Call): CallResult {
  return doThere(pathAt(call, 0), true, ({ found }) => {
    change.truncate(found, call.argument(2));
  });
}

type Run = SystemCall["run"];

const atPath =
  (follow: boolean, action: (place: Place) => void): Run =>
  (call) =>
    doThere(pathAt(call, 0), follow, action);

/** The system calls that change what there is in folders, and what files are. */
export const fileChangeCalls: readonly SystemCall[] = [
  {
    number: 9,
    name: "link",
    parameters: ["path", "path"],
    run: (call) => two(pathAt(call, 0), pathAt(call, 1), true, change.linkTo),
  },
  { number: 10, name: "unlink", parameters: ["path"], run: atPath(false, change.removeFile) },
  {
    number: 15,
    name: "chmod",
    parameters: ["path", "mode"],
    run: (call) => chmod(pathAt(call, 0), call.int(1), true),
  },
  {
    number: 16,
    name: "chown",
    parameters: ["path", "uint", "uint"],
    run: (call) => chown(call, pathAt(call, 0), 1, true),
  },
  { number: 57, name: "symlink", parameters: ["path", "path"], run: (call) => symlink(call, pathAt(call, 1)) },
  { number: 60, name: "umask", parameters: ["mode"], run: umask },
  { number: 123, name: "fchown", parameters: ["int", "uint", "uint"], run: fchown },
  { number: 124, name: "fchmod", parameters: ["int", "mode"], run: fchmod },
  {
    number: 128,
    name: "rename",
    parameters: ["path", "path"],
    run: (call) => two(pathAt(call, 0), pathAt(call, 1), false, change.rename),
  },
  {
    number: 136,
    name: "mkdir",
    parameters: ["path", "mode"],
    run: (call) => mkdir(call, pathAt(call, 0), call.int(1)),
  },
  { number: 137, name: "rmdir", parameters: ["path"], run: atPath(false, change.removeFolder) },
  { number: 138, name: "utimes", parameters: ["path", "pointer"], run: utimes },
  { number: 200, name: "truncate", parameters: ["path", "padding", "long"], run: truncate },
  { number: 206, name: "futimes", parameters: ["int", "pointer"], run: futimes },
  {
    number: 254,
    name: "lchown",
    parameters: ["path", "uint", "uint"],
    run: (call) => chown(call, pathAt(call, 0), 1, false),
  },
  {
    number: 314,
    name: "fchmodat",
    parameters: ["int", "path", "mode", "flags"],
    run: (call) => chmod(pathFrom(call, 0, 1), call.int(2), follows(call, 3)),
  },
  {
    number: 315,
    name: "fchownat",
    parameters: ["int", "path", "uint", "uint", "flags"],
    run: (call) => chown(call, pathFrom(call, 0, 1), 2, follows(call, 4)),
  },
  { number: 317, name: "linkat", parameters: ["int", "path", "int", "path", "flags"], run: linkat },
  {
    number: 318,
    name: "mkdirat",
    parameters: ["int", "path", "mode"],
    run: (call) => mkdir(call, pathFrom(call, 0, 1), call.int(2)),
  },
  {
    number: 323,
    name: "renameat",
    parameters: ["int", "path", "int", "path"],
    run: (call) => two(pathFrom(call, 0, 1), pathFrom(call, 2, 3), false, change.rename),
  },
  {
    number: 324,
    name: "symlinkat",
    parameters: ["path", "int", "path"],
    run: (call) => symlink(call, pathFrom(call, 1, 2)),
  },
  { number: 325, name: "unlinkat", parameters: ["int", "path", "flags"], run: unlinkat },
  { number: 326, name: "utimensat", parameters: ["int", "path", "pointer", "flags"], run: utimensat },
  { number: 327, name: "futimens", parameters: ["int", "pointer"], run: futimens },
];
