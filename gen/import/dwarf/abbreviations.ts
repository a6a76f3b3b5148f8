import type { DebugSection } from "./debug-sections.js";
import { form } from "./constants.js";
import { SectionReader } from "./section-reader.js";

/** What entries of one code look like: DWARF 5, 7.5.3. */
export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly AttributeForm[];
}

export interface AttributeForm {
  readonly name: number;
  readonly form: number;
  /** The value itself, for DW_FORM_implicit_const. */
  readonly constant?: bigint;
}

/** The standards define some 140 attributes; with more, each entry of one byte could take any time to read. */
const mostAttributes = 256;

/** Reads the table of abbreviations that begins at `offset`, by their codes. */
export function readAbbreviations(section: DebugSection, offset: number): ReadonlyMap<number, Abbreviation> {
  const reader = new SectionReader(section, offset);
  const table = new Map<number, Abbreviation>();
  for (;;) {
    const at = reader.at;
    const code = reader.count();
    if (code === 0) {
      return table;
    }
    if (table.has(code)) {
      throw reader.fail(`defines the abbreviation ${code} for a second time`, at);
    }
    const tag = reader.count();
    const hasChildren = reader.u8() !== 0;
    const attributes: AttributeForm[] = [];
    for (;;) {
      const name = reader.count();
      const used = reader.count();
      if (name === 0 && used === 0) {
        break;
      }
      attributes.push({ name, form: used, ...(used === form.implicitConst ? { constant: reader.sleb() } : {}) });
      if (attributes.length > mostAttributes) {
        throw reader.fail(`gives the abbreviation ${code} more than ${mostAttributes} attributes`, at);
      }
    }
    table.set(code, { tag, hasChildren, attributes });
  }
}
