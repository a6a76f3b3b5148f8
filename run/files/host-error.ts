import type { ErrnoName } from "../kernel/errno.js";
import { errno } from "../kernel/errno.js";
import { CallError } from "../system-calls/result.js";

/** Errors of the host that OpenBSD has no name for, or that mean something else to the guest. */
const otherNames: Readonly<Record<string, ErrnoName>> = Object.freeze({
  // The host's own table of descriptors is full, not the guest's.
  EMFILE: "ENFILE",
  EOPNOTSUPP: "EOPNOTSUPP",
  ENODATA: "ENOATTR",
  EPROTO: "EIO",
  ETIME: "ETIMEDOUT",
  EREMOTEIO: "EIO",
  EUCLEAN: "EIO",
  ENOTSUP: "EOPNOTSUPP",
  // Node's own refusal of a path or a number.
  ERR_INVALID_ARG_VALUE: "EINVAL",
  ERR_OUT_OF_RANGE: "EINVAL",
  ERR_FS_FILE_TOO_LARGE: "EFBIG",
});

/** The guest's error for what the host has said: by name, as numbers differ. An unknown one is EIO. */
export function guestError(thrown: unknown): CallError {
  if (thrown instanceof CallError) {
    return thrown;
  }
  const code = hostCode(thrown);
  if (code === undefined) {
    throw thrown;
  }
  const other = otherNames[code];
  if (other !== undefined) {
    return new CallError(other);
  }
  return new CallError(isErrnoName(code) ? code : "EIO");
}

/** Does something on the host; its errors become the guest's. */
export function onHost<T>(action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    throw guestError(thrown);
  }
}

/** The code of an error of Node's: `ENOENT`. */
export function hostCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}

function isErrnoName(name: string): name is ErrnoName {
  return Object.hasOwn(errno, name);
}
