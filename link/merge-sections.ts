import { sectionFlag, sectionType } from "../elf/constants.js";
import type { ObjectSection } from "../elf/object.js";
import type { LinkFinding } from "./finding.js";
import type { InputObject } from "./input-object.js";
import type { OutputSection, Piece } from "./output-section.js";
import { priorityOf } from "./init-arrays.js";

/** Sections whose names say more than the section: `.text.main` goes into `.text`. */
const families = [
  ".text",
  ".rodata",
  ".data.rel.ro",
  ".data",
  ".bss",
  ".preinit_array",
  ".init_array",
  ".fini_array",
  ".gcc_except_table",
] as const;

/** The name of the section of the program that a section goes into. */
export function outputName({ name, type, flags }: ObjectSection): string {
  if ((flags & sectionFlag.tls) !== 0n) {
    return type === sectionType.nobits ? ".tbss" : ".tdata";
  }
  if (/^\.t(?:data|bss)\b/.test(name)) {
    // Its name says that it is thread-local, its flags that it is not; flags are what counts.
    return ".data";
  }
  const found = families.find((family) => name === family || name.startsWith(`${family}.`));
  return found ?? name;
}

interface Draft {
  readonly name: string;
  readonly members: Omit<Piece, "offset">[];
}

/** Joins the sections of all objects by their names, in the order of the objects. */
export function mergeSections(inputs: readonly InputObject[], findings: LinkFinding[]): readonly OutputSection[] {
  const drafts = new Map<string, Draft>();
  for (const input of inputs) {
    for (const [index, section] of input.sections.entries()) {
      if (section !== undefined) {
        const key = keyOf(section);
        const draft = drafts.get(key) ?? { name: outputName(section), members: [] };
        drafts.set(key, draft);
        draft.members.push({ input, index, section });
      }
    }
  }
  return [...drafts.values()].map((draft) => joined(draft, findings));
}

/** Sections of one name become one, but what is loaded stays apart from what is not. */
function keyOf(section: ObjectSection): string {
  return `${(section.flags & sectionFlag.alloc) === 0n ? "" : "loaded "}${outputName(section)}`;
}

/** Flags that the program's section has if any of its pieces has them. */
const inherited = sectionFlag.write | sectionFlag.alloc | sectionFlag.execinstr | sectionFlag.tls;

function joined({ name, members }: Draft, findings: LinkFinding[]): OutputSection {
  const flags = members.reduce((all, { section }) => all | (section.flags & inherited), 0n);
  if ((flags & sectionFlag.write) !== 0n && (flags & sectionFlag.execinstr) !== 0n) {
    findings.push({
      code: "writable-code",
      message: `the section ${name} is writable and executable at once; code and data are kept apart`,
      places: members.map(({ input, section }) => ({ object: input.object.name, section: section.name })),
    });
  }
  const ordered = /^\.(?:preinit|init|fini)_array$/.test(name)
    ? members.toSorted((one, other) => priorityOf(one.section.name) - priorityOf(other.section.name))
    : members;
  let size = 0;
  let alignment = 1;
  const pieces = ordered.map((member): Piece => {
    alignment = Math.max(alignment, member.section.alignment);
    const offset = Math.ceil(size / member.section.alignment) * member.section.alignment;
    size = offset + member.section.size;
    return { ...member, offset };
  });
  return { name, type: typeOf(pieces), flags, alignment, size, pieces };
}

/** Of sections with and without content, one with content comes. */
function typeOf(pieces: readonly Piece[]): number {
  const [first, ...others] = new Set(pieces.map(({ section }) => section.type));
  return first !== undefined && others.length === 0 ? first : sectionType.progbits;
}
