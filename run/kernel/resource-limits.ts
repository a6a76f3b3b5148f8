import { descriptorLimit } from "../files/file-table.js";

/** A limit of a process: what holds, and how far the process may raise it. */
export interface ResourceLimit {
  readonly current: bigint;
  readonly most: bigint;
}

/** Numbers of the limits that the kernel looks at: OpenBSD sys/resource.h. */
export const limitOf = Object.freeze({ processes: 7, openFiles: 8 });

/** RLIM_INFINITY. */
const unlimited = 0x7fff_ffff_ffff_ffffn;

const mebibyte = 1n << 20n;

/** By number. What a user of the default class of login.conf(5) had in 2011. */
export const usualLimits: readonly ResourceLimit[] = Object.freeze([
  { current: unlimited, most: unlimited },
  { current: unlimited, most: unlimited },
  { current: 512n * mebibyte, most: 8192n * mebibyte },
  { current: 4n * mebibyte, most: 32n * mebibyte },
  { current: unlimited, most: unlimited },
  { current: unlimited, most: unlimited },
  { current: unlimited, most: unlimited },
  { current: 128n, most: 1310n },
  { current: 512n, most: BigInt(descriptorLimit) },
]);
