import type { CallFrameStep, KeptRegister } from "../../dsl/lowering/call-frame.js";
import { callFrameSteps, returnAddressSize } from "../../dsl/lowering/call-frame.js";
import type { AssembledRoutine } from "../assembled-routine.js";
import { ByteList } from "./byte-list.js";

/** Instructions of call-frame tables: DWARF 4, figure 40. The first three have their operand in the low six bits. */
const callFrame = Object.freeze({
  advanceLoc: 0x40,
  offset: 0x80,
  restore: 0xc0,
  nop: 0x00,
  advanceLoc1: 0x02,
  advanceLoc2: 0x03,
  advanceLoc4: 0x04,
  undefined: 0x07,
  rememberState: 0x0a,
  restoreState: 0x0b,
  defCfa: 0x0c,
  defCfaOffset: 0x0e,
});

/** DWARF's numbers of registers: AMD64 supplement, figure 3.36. */
const stackPointer = 7;
const returnAddress = 16;
const dwarfNumbers: Readonly<Record<KeptRegister, number>> = { BX: 3, BP: 6, R12: 12, R13: 13, R14: 14, R15: 15 };

/** How FDEs say where their routine is: four bytes, signed, from the field itself. LSB: DWARF exception headers. */
const pcRelativeSigned4 = 0x1b;

/** Addresses of code count single bytes, saved registers lie at multiples of eight below the CFA. */
const dataAlignment = -8;

/** Entries other than the last are filled up to this. */
const entryAlignment = 4;

/** Alignment of the section: its last entry is filled up to it, so that the next object's follow without a gap. */
export const ehFrameAlignment = 8;

/** The unwind information of a text section. */
export interface EhFrame {
  readonly bytes: Uint8Array;
  /** Of every routine in order, the field that takes the distance from itself to the beginning of the routine. */
  readonly fields: readonly number[];
}

/** Where an FDE says how far back the CIE is, and where its routine is: LSB, section 10.6.1.1.2. */
const ciePointer = 4;
const pcBegin = 8;

/** The table by which debuggers walk through routines: one entry that holds for all, then one for each. */
export function ehFrame(routines: readonly AssembledRoutine[]): EhFrame {
  // Routines of the same code have the same entry, and many may share one.
  const entries = new Map<AssembledRoutine, Uint8Array>();
  const entryOf = (routine: AssembledRoutine): Uint8Array => {
    let entry = entries.get(routine);
    if (entry === undefined) {
      entry = writeEntry(routineContent(routine));
      entries.set(routine, entry);
    }
    return entry;
  };
  const parts = [writeEntry(writeCommon), ...routines.map(entryOf)];
  const bytes = withEnd(parts);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const starts = parts.map((part) => {
    const start = at;
    bytes.set(part, start);
    at += part.length;
    return start;
  });
  // The last entry is as long as there is room.
  view.setUint32(starts.at(-1) ?? 0, bytes.length - (starts.at(-1) ?? 0) - 4, true);
  const fields = starts.slice(1).map((start) => {
    // From this field back to the common entry, which is the section's first.
    view.setUint32(start + ciePointer, start + ciePointer, true);
    return start + pcBegin;
  });
  return { bytes, fields };
}

/** Room for the entries, and behind them fill up to the alignment of the section. */
function withEnd(parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return new Uint8Array(Math.ceil(size / ehFrameAlignment) * ehFrameAlignment).fill(callFrame.nop, size);
}

/** An entry: its length, its content, and fill up to the alignment. */
function writeEntry(write: (entry: ByteList) => void): Uint8Array {
  const entry = new ByteList();
  entry.uint32(0);
  write(entry);
  entry.fill(entryAlignment, callFrame.nop);
  entry.setUint32(0, entry.length - 4);
  return entry.bytes();
}

/** A routine's entry, but for the fields that depend on where the entry and the routine lie. */
function routineContent(routine: AssembledRoutine): (entry: ByteList) => void {
  return (entry) => {
    // The way back to the common entry, and the routine's place.
    entry.uint32(0);
    entry.uint32(0);
    entry.uint32(routine.bytes.length);
    // No augmentation data.
    entry.uleb128(0);
    writeSteps(entry, routine);
  };
}

/** At the beginning of every routine the CFA is above the return address, and SP points at that. */
function writeCommon(entry: ByteList): void {
  const version = 1;
  entry.uint32(0);
  entry.uint8(version);
  entry.string("zR");
  entry.uleb128(1);
  entry.sleb128(dataAlignment);
  entry.uint8(returnAddress);
  entry.uleb128(1);
  entry.uint8(pcRelativeSigned4);
  entry.uint8(callFrame.defCfa);
  entry.uleb128(stackPointer);
  entry.uleb128(returnAddressSize);
  entry.uint8(callFrame.offset | returnAddress);
  entry.uleb128(returnAddressSize / -dataAlignment);
}

function writeSteps(entry: ByteList, { entry: how, ranges }: AssembledRoutine): void {
  const steps = callFrameSteps({ entry: how, instructions: ranges.map(({ instruction }) => instruction) });
  let location = 0;
  for (const [index, { offset }] of ranges.entries()) {
    const here = steps[index] ?? [];
    if (here.length > 0) {
      writeAdvance(entry, offset - location);
      location = offset;
    }
    for (const step of here) {
      writeStep(entry, step);
    }
  }
}

/** The shortest form that holds the distance. */
function writeAdvance(entry: ByteList, distance: number): void {
  if (distance === 0) {
    return;
  }
  if (distance < 0x40) {
    entry.uint8(callFrame.advanceLoc | distance);
  } else if (distance <= 0xff) {
    entry.uint8(callFrame.advanceLoc1);
    entry.uint8(distance);
  } else if (distance <= 0xffff) {
    entry.uint8(callFrame.advanceLoc2);
    entry.uint16(distance);
  } else {
    entry.uint8(callFrame.advanceLoc4);
    entry.uint32(distance);
  }
}

function writeStep(entry: ByteList, step: CallFrameStep): void {
  switch (step.kind) {
    case "cfa-offset":
      entry.uint8(callFrame.defCfaOffset);
      entry.uleb128(step.offset);
      return;
    case "register-saved":
      entry.uint8(callFrame.offset | dwarfNumbers[step.register]);
      entry.uleb128(step.offset / -dataAlignment);
      return;
    case "register-restored":
      entry.uint8(callFrame.restore | dwarfNumbers[step.register]);
      return;
    case "return-address-undefined":
      entry.uint8(callFrame.undefined);
      entry.uleb128(returnAddress);
      return;
    case "remember-state":
      entry.uint8(callFrame.rememberState);
      return;
    case "restore-state":
      entry.uint8(callFrame.restoreState);
      return;
  }
}
