import { EngineError } from "../engine.js";
import { permissionBit, register } from "./constants.js";
import type { UnicornProcessor } from "./processor.js";

const page = 0x10000n;
const nowhere = 0x20000n;
const pageSize = 0x1000n;
const tableOffset = 0x100;
const frameOffset = 0x200;

/** CR0.NE; CR4.OSFXSR and OSXMMEXCPT; CR4.TSD. */
const numericError = 1n << 5n;
const vectorState = (1n << 9n) | (1n << 10n);
const clockIsPrivileged = 1n << 2n;

/** Selectors of the two segments below, for privilege level 3. */
const codeSelector = 0x0bn;
const dataSelector = 0x13n;

/** Segment descriptors: nothing, 64-bit code for level 3, data for level 3. */
const descriptors = [0n, 0x00affb000000ffffn, 0x00cff3000000ffffn] as const;

/**
 * Takes a new processor to privilege level 3, where programs run: Unicorn starts it as a kernel, which may do what a
 * program may not (HLT would stop the run without a word, POPFQ change the interrupt flag). The way is the one
 * that a kernel takes: a descriptor table, and an IRETQ. Nothing of both stays behind. With `trapClock` RDTSC is a
 * protection exception.
 */
export function enterUserMode(processor: UnicornProcessor, { trapClock = false } = {}): void {
  // As every kernel sets them, which Unicorn does not: x87 errors are exceptions, and there is SSE to save.
  processor.write(register.cr0, processor.read(register.cr0) | numericError);
  processor.write(register.cr4, processor.read(register.cr4) | vectorState | (trapClock ? clockIsPrivileged : 0n));
  const { library } = processor;
  const host = library.reserve(pageSize);
  const bytes = library.view(host, Number(pageSize));
  const memory = new DataView(bytes.buffer);
  bytes.set([0x48, 0xcf]); // iretq
  descriptors.forEach((descriptor, index) => {
    memory.setBigUint64(tableOffset + 8 * index, descriptor, true);
  });
  const frame = [nowhere, codeSelector, 2n, page, dataSelector];
  frame.forEach((word, index) => {
    memory.setBigUint64(frameOffset + 8 * index, word, true);
  });
  processor.mapHost(page, pageSize, permissionBit.read | permissionBit.write | permissionBit.execute, host);
  processor.write(register.gdtr, descriptorTable(page + BigInt(tableOffset), 8 * descriptors.length - 1));
  processor.write(register.sp, page + BigInt(frameOffset));
  // There is nothing at the address that it returns to, which ends the run without a count of instructions: see `start`.
  const error = processor.start(page, 0);
  processor.unmap(page, pageSize);
  library.release(host, pageSize);
  if (processor.read(register.cs) !== codeSelector) {
    throw new EngineError(`libunicorn does not enter user mode: ${processor.errorText(error)}`);
  }
  processor.write(register.gdtr, descriptorTable(0n, 0));
}

/** Unicorn's form of a table register: selector (2 bytes), base (8, at 8), limit (4, at 16), flags. */
function descriptorTable(base: bigint, limit: number): Uint8Array {
  const value = new DataView(new ArrayBuffer(24));
  value.setBigUint64(8, base, true);
  value.setUint32(16, limit, true);
  return new Uint8Array(value.buffer);
}
