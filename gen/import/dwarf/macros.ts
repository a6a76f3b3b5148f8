import type { StringPlace } from "./attribute-value.js";
import { attribute, macroOperation, oldMacroOperation } from "./constants.js";
import { entryError, type DebugInformation, type Entry } from "./entries.js";
import { SectionReader } from "./section-reader.js";

/** A macro that is defined where a unit ends. */
export interface MacroDefinition {
  /** As the standard writes it: `NAME value`, `NAME(a,b) value`. */
  readonly text: string;
  /** The compiler defines it, or its command line: it stands in no file. */
  readonly isPredefined: boolean;
}

/** No file has more, unless it brings in itself again and again. */
const mostOperations = 1_000_000;
const deepest = 100;

/**
 * The macros of a unit by their names, as they are at its end: DWARF 5, 6.3; GNU's extension to version 4, which has the
 * same form; and .debug_macinfo of DWARF 4, 6.3. Only `-g3` and clang's `-fdebug-macro` have them.
 */
export function readMacros(unit: Entry, information: DebugInformation): ReadonlyMap<string, MacroDefinition> {
  const macros = new MacroReader(unit, information);
  for (const name of [attribute.macros, attribute.gnuMacros]) {
    const given = unit.attributes.get(name);
    if (given?.kind === "offset") {
      macros.read(given.offset);
    }
  }
  const old = unit.attributes.get(attribute.macroInfo);
  if (old?.kind === "offset") {
    macros.readOld(old.offset);
  }
  return macros.defined;
}

class MacroReader {
  readonly defined = new Map<string, MacroDefinition>();
  readonly #unit: Entry;
  readonly #information: DebugInformation;
  #operations = 0;
  /** How many files are open. */
  #files = 0;

  constructor(unit: Entry, information: DebugInformation) {
    this.#unit = unit;
    this.#information = information;
  }

  /** .debug_macro from an offset on; `depth` counts those that have imported it. */
  read(offset: number, depth = 0): void {
    const reader = new SectionReader(this.#information.sections.get(".debug_macro"), offset);
    if (depth > deepest) {
      throw reader.fail("is imported by what it imports, or too deep");
    }
    const version = reader.u16();
    if (version !== 4 && version !== 5) {
      throw reader.fail(`has macros of version ${version}: expected 4 or 5`, offset);
    }
    const flags = reader.u8();
    const offsetSize = (flags & 1) === 0 ? 4 : 8;
    if ((flags & 2) !== 0) {
      reader.offset(offsetSize);
    }
    if ((flags & 4) !== 0) {
      throw reader.fail("has operations of a vendor's own", offset);
    }
    for (;;) {
      const at = reader.at;
      const code = reader.u8();
      if (code === 0) {
        return;
      }
      this.#count(reader, at);
      switch (code) {
        case macroOperation.define:
        case macroOperation.undef:
          reader.uleb();
          this.#change(reader.text(), code === macroOperation.define);
          break;
        case macroOperation.startFile:
          reader.uleb();
          reader.uleb();
          this.#files += 1;
          break;
        case macroOperation.endFile:
          this.#files -= 1;
          break;
        case macroOperation.defineStrp:
        case macroOperation.undefStrp: {
          reader.uleb();
          const place: StringPlace = { kind: "section", section: ".debug_str", at: reader.offset(offsetSize) };
          this.#change(this.#information.string(place, this.#unit), code === macroOperation.defineStrp);
          break;
        }
        case macroOperation.defineStrx:
        case macroOperation.undefStrx: {
          reader.uleb();
          const place: StringPlace = { kind: "indexed", index: reader.count() };
          this.#change(this.#information.string(place, this.#unit), code === macroOperation.defineStrx);
          break;
        }
        case macroOperation.import:
          this.read(reader.offset(offsetSize), depth + 1);
          break;
        case macroOperation.defineSup:
        case macroOperation.undefSup:
        case macroOperation.importSup:
          throw reader.fail("has macros in a file of their own (dwz): expected an object as the compiler made it", at);
        default:
          throw reader.fail(`has the unknown macro operation 0x${code.toString(16)}`, at);
      }
    }
  }

  /** .debug_macinfo from an offset on. */
  readOld(offset: number): void {
    const reader = new SectionReader(this.#information.sections.get(".debug_macinfo"), offset);
    for (;;) {
      const at = reader.at;
      const code = reader.u8();
      if (code === 0) {
        return;
      }
      this.#count(reader, at);
      switch (code) {
        case macroOperation.define:
        case macroOperation.undef:
          reader.uleb();
          this.#change(reader.text(), code === macroOperation.define);
          break;
        case macroOperation.startFile:
          reader.uleb();
          reader.uleb();
          this.#files += 1;
          break;
        case macroOperation.endFile:
          this.#files -= 1;
          break;
        case oldMacroOperation.vendor:
          reader.uleb();
          reader.text();
          break;
        default:
          throw reader.fail(`has the unknown macro operation 0x${code.toString(16)}`, at);
      }
    }
  }

  #change(text: string, isDefined: boolean): void {
    const [name] = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(text) ?? [];
    if (name === undefined) {
      throw entryError(this.#unit, `has a macro without a name: ${JSON.stringify(text.slice(0, 40))}`);
    }
    if (isDefined) {
      this.defined.set(name, { text, isPredefined: this.#files === 0 });
    } else {
      this.defined.delete(name);
    }
  }

  #count(reader: SectionReader, at: number): void {
    this.#operations += 1;
    if (this.#operations > mostOperations) {
      throw reader.fail("has more macros than any program, or imports them again and again", at);
    }
  }
}
