import { pageDown, pageUp } from "../memory/layout.js";
import { protection } from "../memory/protection.js";
import { CallError } from "./result.js";

/** Whole pages, and how far into the first of them an address was. */
export interface PageRange {
  readonly address: bigint;
  readonly size: bigint;
  readonly offset: bigint;
}

const endOfNumbers = 1n << 64n;

/** The pages that some bytes lie in. EINVAL where they go beyond the last of all addresses. */
export function pagesOf(address: bigint, size: bigint): PageRange {
  const start = pageDown(address);
  const offset = address - start;
  const whole = pageUp(size + offset);
  if (whole >= endOfNumbers) {
    throw new CallError("EINVAL");
  }
  return { address: start, size: whole, offset };
}

/** The same; EINVAL also where their end does not come behind their start. */
export function pagesWithoutWrap(address: bigint, size: bigint): PageRange {
  const range = pagesOf(address, size);
  if (range.address + range.size >= endOfNumbers) {
    throw new CallError("EINVAL");
  }
  return range;
}

/** EINVAL for bits that are none of a protection. */
export function checkedProtection(bits: bigint): number {
  if ((bits & ~BigInt(protection.all)) !== 0n) {
    throw new CallError("EINVAL");
  }
  return Number(bits);
}
