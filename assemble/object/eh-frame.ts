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

/** A routine and where it lies in the text section. */
export interface PlacedRoutine {
  readonly routine: AssembledRoutine;
  readonly offset: number;
}

/** The unwind information of a text section. */
export interface EhFrame {
  readonly bytes: Uint8Array;
  /** Fields that take the distance from themselves to an offset of the text section. */
  readonly places: readonly { readonly field: number; readonly textOffset: number }[];
}

/** The table by which debuggers walk through the routines: one entry that holds for all, then one for each. */
export function ehFrame(routines: readonly PlacedRoutine[]): EhFrame {
  const section = new ByteList();
  const places: { field: number; textOffset: number }[] = [];
  writeEntry(section, routines.length === 0, writeCommon);
  for (const [index, { routine, offset }] of routines.entries()) {
    writeEntry(section, index === routines.length - 1, (entry) => {
      // From this field back to the common entry, which is the section's first.
      entry.uint32(entry.length);
      places.push({ field: entry.length, textOffset: offset });
      entry.uint32(0);
      entry.uint32(routine.bytes.length);
      // No augmentation data.
      entry.uleb128(0);
      writeSteps(entry, routine);
    });
  }
  return { bytes: section.bytes(), places };
}

/** An entry: its length, its content, and fill up to the alignment. */
function writeEntry(section: ByteList, isLast: boolean, write: (section: ByteList) => void): void {
  const start = section.length;
  section.uint32(0);
  write(section);
  section.fill(isLast ? ehFrameAlignment : entryAlignment, callFrame.nop);
  section.setUint32(start, section.length - start - 4);
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
