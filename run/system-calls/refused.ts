import type { ErrnoName } from "../kernel/errno.js";
import type { CallResult } from "./result.js";
import { error } from "./result.js";
import type { ParameterKind, SystemCall } from "./system-call.js";

const answer = (errno: ErrnoName) => (): CallResult => error(errno);

/** Calls for root, or for what is not there, that a program may try: by number, name, parameters and what it gets. */
const rows: readonly (readonly [number, string, readonly ParameterKind[], ErrnoName])[] = [
  [14, "mknod", ["path", "mode", "int"], "EPERM"],
  [21, "mount", ["pointer", "path", "flags", "pointer"], "EPERM"],
  [22, "unmount", ["path", "flags"], "EPERM"],
  [26, "ptrace", ["int", "int", "pointer", "int"], "EPERM"],
  [34, "chflags", ["path", "flags"], "EOPNOTSUPP"],
  [35, "fchflags", ["int", "flags"], "EOPNOTSUPP"],
  [45, "ktrace", ["path", "int", "flags", "int"], "EPERM"],
  [50, "setlogin", ["pointer"], "EPERM"],
  [51, "acct", ["path"], "EPERM"],
  [55, "reboot", ["flags"], "EPERM"],
  [56, "revoke", ["path"], "EPERM"],
  [61, "chroot", ["path"], "EPERM"],
  [80, "setgroups", ["int", "pointer"], "EPERM"],
  [132, "mkfifo", ["path", "mode"], "EPERM"],
  [148, "quotactl", ["path", "int", "int", "pointer"], "EPERM"],
  [155, "nfssvc", ["int", "pointer"], "EPERM"],
  [161, "getfh", ["path", "pointer"], "EPERM"],
  [193, "swapctl", ["int", "pointer", "int"], "EPERM"],
  [264, "fhopen", ["pointer", "flags"], "EPERM"],
  [294, "fhstat", ["pointer", "pointer"], "EPERM"],
  [305, "adjfreq", ["pointer", "pointer"], "EPERM"],
  [309, "fhstatfs", ["pointer", "pointer"], "EPERM"],
  [310, "setrtable", ["int"], "EPERM"],
  [319, "mkfifoat", ["int", "path", "mode"], "EPERM"],
  [320, "mknodat", ["int", "path", "mode", "int"], "EPERM"],
];

/** The system calls that are known and always refused. */
export const refusedCalls: readonly SystemCall[] = rows.map(([number, name, parameters, errno]) => ({
  number,
  name,
  parameters,
  run: answer(errno),
}));
