import { unitType } from "./constants.js";
import type { DebugSection } from "./debug-sections.js";
import { SectionReader } from "./section-reader.js";

/** The header of a unit: DWARF 5, 7.5.1; DWARF 4, 7.5.1. */
export interface UnitHeader {
  readonly section: DebugSection;
  /** Of the header, in its section: what references within the unit count from. */
  readonly start: number;
  /** Where the entries begin. */
  readonly entries: number;
  readonly end: number;
  readonly version: 4 | 5;
  readonly offsetSize: 4 | 8;
  readonly addressSize: number;
  readonly abbreviations: number;
  /** Of a unit that is one type: how others name it, and where in the unit it is, counted from the header. */
  readonly type: { readonly signature: bigint; readonly offset: number } | undefined;
}

/** Values of the first length from here on say something else (7.2.2). */
const firstReserved = 0xffff_fff0;
const sixtyFourBits = 0xffff_ffff;

/** All units of .debug_info, or of .debug_types. */
export function readUnitHeaders(section: DebugSection): readonly UnitHeader[] {
  const headers: UnitHeader[] = [];
  for (let at = 0; at < section.bytes.length;) {
    const header = readHeader(section, at);
    headers.push(header);
    at = header.end;
  }
  return headers;
}

function readHeader(section: DebugSection, start: number): UnitHeader {
  const whole = new SectionReader(section, start);
  const first = whole.u32();
  if (first >= firstReserved && first !== sixtyFourBits) {
    throw whole.fail(`has a unit of the reserved length 0x${first.toString(16)}`, start);
  }
  const offsetSize = first === sixtyFourBits ? 8 : 4;
  const length = offsetSize === 8 ? whole.offset(8) : first;
  const end = whole.at + length;
  if (end > section.bytes.length) {
    throw whole.fail(
      `has a unit of ${length} bytes, more than the ${section.bytes.length - whole.at} that follow`,
      start,
    );
  }
  const reader = new SectionReader(section, whole.at, end);
  const version = reader.u16();
  if (version !== 4 && version !== 5) {
    throw reader.fail(
      `has a unit of DWARF version ${version}: portwright reads 4 and 5 (compile with -gdwarf-4 or -gdwarf-5)`,
      start,
    );
  }
  const header = version === 5 ? readFive(reader, offsetSize, start) : readFour(reader, offsetSize, section);
  if (header.addressSize !== 8) {
    throw reader.fail(`has a unit with addresses of ${header.addressSize} bytes: expected 8, as amd64 has them`, start);
  }
  return { section, start, entries: reader.at, end, version, offsetSize, ...header };
}

type Rest = Pick<UnitHeader, "addressSize" | "abbreviations" | "type">;

function readFour(reader: SectionReader, offsetSize: 4 | 8, { name }: DebugSection): Rest {
  const abbreviations = reader.offset(offsetSize);
  const addressSize = reader.u8();
  return { abbreviations, addressSize, type: name === ".debug_types" ? readType(reader, offsetSize) : undefined };
}

function readFive(reader: SectionReader, offsetSize: 4 | 8, start: number): Rest {
  const kind = reader.u8();
  const addressSize = reader.u8();
  const abbreviations = reader.offset(offsetSize);
  switch (kind) {
    case unitType.compile:
    case unitType.partial:
      return { abbreviations, addressSize, type: undefined };
    case unitType.type:
      return { abbreviations, addressSize, type: readType(reader, offsetSize) };
    case unitType.skeleton:
    case unitType.splitCompile:
    case unitType.splitType:
      throw reader.fail("has its types in a .dwo file: compile without -gsplit-dwarf", start);
    default:
      throw reader.fail(`has a unit of the unknown type 0x${kind.toString(16)}`, start);
  }
}

function readType(reader: SectionReader, offsetSize: 4 | 8): UnitHeader["type"] {
  return { signature: reader.u64(), offset: reader.offset(offsetSize) };
}
