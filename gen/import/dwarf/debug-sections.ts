import { viewOf } from "../../../elf/checked-bytes.js";
import { relocationType } from "../../../elf/constants.js";
import type { ElfObject, ObjectRelocation } from "../../../elf/object.js";
import { relocationName } from "../../../elf/relocation-names.js";
import { DwarfError } from "./dwarf-error.js";

/** One kind of debugging information with its relocations applied: all sections of its name, one behind the other. */
export interface DebugSection {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Where the program's own sections are meant, by the offset of the field. */
  readonly addresses: ReadonlyMap<number, ProgramAddress>;
}

/** A place in a section of the program. */
export interface ProgramAddress {
  /** Index into the object's sections. */
  readonly section: number;
  readonly offset: bigint;
}

/**
 * Applies relocations as a linker would that puts all sections of one name together at address 0, so that references
 * between them are offsets. Sections are there several times where types have units of their own, each in a COMDAT group.
 */
export class DebugSections {
  readonly object: ElfObject;
  readonly #bases: ReadonlyMap<number, number>;
  readonly #made = new Map<string, DebugSection>();

  constructor(object: ElfObject) {
    this.object = object;
    const ends = new Map<string, number>();
    const bases = new Map<number, number>();
    for (const [index, { name, bytes }] of object.sections.entries()) {
      const end = ends.get(name) ?? 0;
      bases.set(index, isDebug(name) ? end : 0);
      ends.set(name, end + bytes.length);
    }
    this.#bases = bases;
  }

  /** `.debug_info` and so on; without bytes where the object has none. */
  get(name: string): DebugSection {
    const made = this.#made.get(name) ?? this.#make(name);
    this.#made.set(name, made);
    return made;
  }

  #make(name: string): DebugSection {
    const parts = [...this.object.sections.entries()].filter(([, section]) => section.name === name);
    const bytes = new Uint8Array(parts.reduce((sum, [, part]) => sum + part.bytes.length, 0));
    const addresses = new Map<number, ProgramAddress>();
    for (const [index, part] of parts) {
      const base = this.#bases.get(index) ?? 0;
      bytes.set(part.bytes, base);
      for (const relocation of part.relocations) {
        this.#apply(name, bytes, base, relocation, addresses);
      }
    }
    return { name, bytes, addresses };
  }

  #apply(
    name: string,
    bytes: Uint8Array,
    base: number,
    { offset, type, symbol: index, addend }: ObjectRelocation,
    addresses: Map<number, ProgramAddress>,
  ): void {
    const at = base + offset;
    const symbol = this.object.symbols[index];
    const view = viewOf(bytes);
    const place = symbol?.place;
    const inSection = place?.kind === "section" ? place.index : undefined;
    const value = (symbol?.value ?? 0n) + addend;
    const written = value + BigInt(inSection === undefined ? 0 : (this.#bases.get(inSection) ?? 0));
    switch (type) {
      case relocationType.R_X86_64_64:
        view.setBigUint64(at, BigInt.asUintN(64, written), true);
        break;
      case relocationType.R_X86_64_32:
      case relocationType.R_X86_64_32S:
        view.setUint32(at, Number(BigInt.asUintN(32, written)), true);
        break;
      case relocationType.R_X86_64_NONE:
      case relocationType.R_X86_64_DTPOFF32:
      case relocationType.R_X86_64_DTPOFF64:
      case relocationType.R_X86_64_PC32:
      case relocationType.R_X86_64_PC64:
        // Places of code, and of variables of a thread: nothing that a type or a constant is made of.
        return;
      default:
        throw new DwarfError(
          name,
          at,
          `has a ${relocationName(type)} relocation: expected R_X86_64_32 or R_X86_64_64, as compilers give debugging information`,
        );
    }
    if (inSection !== undefined && !isDebug(this.object.sections[inSection]?.name ?? "")) {
      addresses.set(at, { section: inSection, offset: value });
    }
  }
}

function isDebug(name: string): boolean {
  return name.startsWith(".debug_");
}
