import { relocationType, sectionFlag } from "../elf/constants.js";
import { viewOf } from "../elf/checked-bytes.js";
import { fieldSize, relocationName } from "../elf/relocation-names.js";
import type { LinkFinding } from "./finding.js";
import { relaxGot } from "./got-relaxation.js";
import { placeIn, targetName, type Target } from "./input-object.js";
import type { PlannedField } from "./plan-relocations.js";
import type { ProgramValues } from "./program-values.js";
import { relaxTls } from "./tls-relaxation.js";

/** Fills in the fields of the program. `table` is the address of the offset table. */
export function applyRelocations(
  image: Uint8Array,
  fields: readonly PlannedField[],
  values: ProgramValues,
  table: number,
  findings: LinkFinding[],
): void {
  for (const field of fields) {
    const placed = values.pieceOf(field.input, field.section);
    if (placed === undefined) {
      continue;
    }
    const { output, piece } = placed;
    const start = output.fileOffset + piece.offset;
    const bytes = image.subarray(start, start + piece.section.size);
    const filled = fill(bytes, BigInt(output.address + piece.offset), field, values, BigInt(table));
    if (filled !== undefined) {
      findings.push(overflow(field, filled));
    }
  }
}

/** A value that does not fit its field. */
interface Misfit {
  readonly value: bigint;
  readonly range: Range;
}

interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

const signed = (bits: bigint): Range => ({ least: -(1n << (bits - 1n)), most: (1n << (bits - 1n)) - 1n });
const unsigned = (bits: bigint): Range => ({ least: 0n, most: (1n << bits) - 1n });
/** What fits either way. */
const either = (bits: bigint): Range => ({ least: signed(bits).least, most: unsigned(bits).most });
const signed32 = signed(32n);

const ranges = new Map<number, Range>([
  [relocationType.R_X86_64_32, unsigned(32n)],
  [relocationType.R_X86_64_SIZE32, unsigned(32n)],
  [relocationType.R_X86_64_16, either(16n)],
  [relocationType.R_X86_64_PC16, signed(16n)],
  [relocationType.R_X86_64_8, either(8n)],
  [relocationType.R_X86_64_PC8, signed(8n)],
]);

/** Fills in a field of a section, changing its instruction where that was planned. What does not fit comes back. */
function fill(
  bytes: Uint8Array,
  address: bigint,
  { relocation, target, action, input, section }: PlannedField,
  values: ProgramValues,
  table: bigint,
): Misfit | undefined {
  const { offset, type, addend } = relocation;
  const put = (at: number, size: number, value: bigint, range: Range | undefined): Misfit | undefined => {
    if (range !== undefined && (value < range.least || value > range.most)) {
      return { value, range };
    }
    putNumber(bytes, at, size, value);
    return undefined;
  };
  const place = address + BigInt(offset);
  switch (action.kind) {
    case "nothing":
      return put(offset, fieldSize(type) ?? 0, 0n, undefined);
    case "table-entry":
      return put(offset, 4, table + BigInt(8 * action.slot) + addend - place, signed32);
    case "got": {
      const symbol = values.address(target);
      const changed = relaxGot(bytes, offset, type, action.relaxation);
      const end = address + BigInt(changed.offset + 4);
      return put(changed.offset, 4, changed.relative ? symbol - end : symbol, signed32);
    }
    case "tls": {
      const at = relaxTls(bytes, offset, action.relaxation);
      return at === undefined ? undefined : put(at, 4, values.threadOffset(target), signed32);
    }
    case "plain": {
      const size = fieldSize(type) ?? 0;
      const isCode = ((input.sections[section]?.flags ?? 0n) & sectionFlag.execinstr) !== 0n;
      const value = plainValue(type, target, values, { addend, place, table, isCode });
      return size === 8
        ? put(offset, 8, value, undefined)
        : put(offset, size, as64(value), ranges.get(type) ?? signed32);
    }
  }
}

function plainValue(
  type: number,
  target: Target,
  values: ProgramValues,
  given: { readonly addend: bigint; readonly place: bigint; readonly table: bigint; readonly isCode: boolean },
): bigint {
  const { addend, place, table, isCode } = given;
  switch (type) {
    case relocationType.R_X86_64_PC64:
    case relocationType.R_X86_64_PC32:
    case relocationType.R_X86_64_PLT32:
    case relocationType.R_X86_64_PC16:
    case relocationType.R_X86_64_PC8:
      return values.address(target) + addend - place;
    case relocationType.R_X86_64_TPOFF32:
    case relocationType.R_X86_64_TPOFF64:
      return values.threadOffset(target) + addend;
    case relocationType.R_X86_64_DTPOFF32:
    case relocationType.R_X86_64_DTPOFF64:
      // Code adds it to what it has for the block, which is the thread pointer now; debuggers ask for the variable.
      return (isCode ? values.threadOffset(target) : values.blockOffset(target)) + addend;
    case relocationType.R_X86_64_SIZE32:
    case relocationType.R_X86_64_SIZE64:
      return ("symbol" in target ? target.symbol.size : 0n) + addend;
    case relocationType.R_X86_64_GOTOFF64:
      return values.address(target) + addend - table;
    case relocationType.R_X86_64_GOTPC32:
      return table + addend - place;
    default:
      return values.address(target) + addend;
  }
}

/** Addresses wrap around: a number with all its upper bits set is a negative one. */
function as64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function putNumber(bytes: Uint8Array, at: number, size: number, value: bigint): void {
  const view = viewOf(bytes);
  switch (size) {
    case 8:
      view.setBigUint64(at, BigInt.asUintN(64, value), true);
      break;
    case 4:
      view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
      break;
    case 2:
      view.setUint16(at, Number(BigInt.asUintN(16, value)), true);
      break;
    case 1:
      view.setUint8(at, Number(BigInt.asUintN(8, value)));
      break;
  }
}

function overflow({ input, section, relocation, target }: PlannedField, { value, range }: Misfit): LinkFinding {
  const { type, addend, offset } = relocation;
  const sum = addend === 0n ? "" : addend < 0n ? ` - ${-addend}` : ` + ${addend}`;
  return {
    code: "relocation-overflow",
    message:
      `${relocationName(type)} of ${targetName(target)}${sum} gives ${hex(value)}, which its field does not hold: ` +
      `it takes ${hex(range.least)} to ${hex(range.most)}`,
    hint: "the symbol is too far away, or its address too high, for the instruction",
    places: [placeIn(input, section, offset)],
  };
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
