import type { Permissions } from "../../verify/engine/engine.js";

/** Bits of mmap(2) and mprotect(2): what may be done with a page. */
export const protection = Object.freeze({ none: 0, read: 1, write: 2, execute: 4, all: 7 });

/**
 * What the processor lets a program do: page tables cannot say that a page may be written or executed and not read
 * (Intel SDM vol. 3, 4.6).
 */
export function permissionsOf(bits: number): Permissions {
  return permissions[bits & protection.all] ?? noPermissions;
}

export const noPermissions: Permissions = Object.freeze({ read: false, write: false, execute: false });

const permissions: readonly Permissions[] = Array.from({ length: protection.all + 1 }, (_, bits) =>
  Object.freeze({
    read: bits !== protection.none,
    write: (bits & protection.write) !== 0,
    execute: (bits & protection.execute) !== 0,
  }),
);
