import { relocationType, sectionFlag } from "../elf/constants.js";
import type { ObjectRelocation, ObjectSection } from "../elf/object.js";
import { relocationName } from "../elf/relocation-names.js";
import type { LinkFinding } from "./finding.js";
import { gotRelaxation, type GotRelaxation } from "./got-relaxation.js";
import { placeIn, targetName, type InputObject, type Target } from "./input-object.js";
import type { OffsetTable } from "./offset-table.js";
import { tlsRelaxation, type TlsRelaxation } from "./tls-relaxation.js";

/** What is done at a relocation. */
export interface PlannedField {
  readonly input: InputObject;
  readonly section: number;
  readonly relocation: ObjectRelocation;
  readonly target: Target;
  readonly action:
    | { readonly kind: "plain" }
    | { readonly kind: "table-entry"; readonly slot: number }
    | { readonly kind: "got"; readonly relaxation: GotRelaxation }
    | { readonly kind: "tls"; readonly relaxation: TlsRelaxation }
    /** A field without meaning, as a description of code that another object has brought. */
    | { readonly kind: "nothing" };
}

const plain = Object.freeze({ kind: "plain" });

const {
  R_X86_64_NONE,
  R_X86_64_GOTPCREL,
  R_X86_64_GOTPCRELX,
  R_X86_64_REX_GOTPCRELX,
  R_X86_64_TLSGD,
  R_X86_64_TLSLD,
  R_X86_64_GOTTPOFF,
  R_X86_64_GOTPC32_TLSDESC,
  R_X86_64_TLSDESC_CALL,
  R_X86_64_TPOFF32,
  R_X86_64_TPOFF64,
  R_X86_64_DTPOFF32,
  R_X86_64_DTPOFF64,
  R_X86_64_64,
  R_X86_64_PC32,
  R_X86_64_PLT32,
  R_X86_64_32,
  R_X86_64_32S,
  R_X86_64_16,
  R_X86_64_PC16,
  R_X86_64_8,
  R_X86_64_PC8,
  R_X86_64_PC64,
  R_X86_64_GOTOFF64,
  R_X86_64_GOTPC32,
  R_X86_64_SIZE32,
  R_X86_64_SIZE64,
} = relocationType;

/** Those whose field the numbers alone give. */
const plainTypes: ReadonlySet<number> = new Set([
  R_X86_64_64,
  R_X86_64_PC32,
  R_X86_64_PLT32,
  R_X86_64_32,
  R_X86_64_32S,
  R_X86_64_16,
  R_X86_64_PC16,
  R_X86_64_8,
  R_X86_64_PC8,
  R_X86_64_PC64,
  R_X86_64_GOTOFF64,
  R_X86_64_GOTPC32,
  R_X86_64_SIZE32,
  R_X86_64_SIZE64,
  R_X86_64_TPOFF32,
  R_X86_64_TPOFF64,
  R_X86_64_DTPOFF32,
  R_X86_64_DTPOFF64,
]);

const threadLocalTypes: ReadonlySet<number> = new Set([
  R_X86_64_TLSGD,
  R_X86_64_GOTTPOFF,
  R_X86_64_GOTPC32_TLSDESC,
  R_X86_64_TPOFF32,
  R_X86_64_TPOFF64,
  R_X86_64_DTPOFF32,
  R_X86_64_DTPOFF64,
]);

/** They say something about a symbol without referring to what it is. */
const indifferentTypes: ReadonlySet<number> = new Set([
  R_X86_64_TLSLD,
  R_X86_64_TLSDESC_CALL,
  R_X86_64_GOTPC32,
  R_X86_64_SIZE32,
  R_X86_64_SIZE64,
]);

/** Decides what is done at each relocation of an object, and which entries the offset table gets for it. */
export function planRelocations(
  input: InputObject,
  targets: readonly Target[],
  table: OffsetTable,
  findings: LinkFinding[],
): readonly PlannedField[] {
  const planned: PlannedField[] = [];
  for (const [index, section] of input.sections.entries()) {
    /** Calls that a changed instruction has swallowed. */
    const done = new Set<number>();
    for (const [position, relocation] of section?.relocations.entries() ?? []) {
      const target = targets[relocation.symbol];
      if (
        section === undefined ||
        target === undefined ||
        relocation.type === R_X86_64_NONE ||
        done.delete(relocation.offset)
      ) {
        continue;
      }
      const action = actionFor(section, relocation, target, table);
      if (typeof action === "string") {
        findings.push({ ...problem(action, relocation, target), places: [placeOf(input, index, section, relocation)] });
        continue;
      }
      if (action.kind === "tls" && "call" in action.relaxation) {
        const { call } = action.relaxation;
        if (section.relocations[position + 1]?.offset !== call) {
          findings.push({
            ...problem("relocation-unsupported", relocation, target),
            places: [placeOf(input, index, section, relocation)],
          });
          continue;
        }
        done.add(call);
      }
      planned.push({ input, section: index, relocation, target, action });
    }
  }
  return planned;
}

function placeOf(input: InputObject, index: number, { name }: ObjectSection, { offset }: ObjectRelocation) {
  // Where the linker edits a section, its offsets are no longer the object's.
  return name === input.object.sections[index]?.name && name !== ".eh_frame"
    ? placeIn(input, index, offset)
    : { object: input.object.name, section: input.object.sections[index]?.name ?? name };
}

type Problem = "undefined-symbol" | "discarded-section" | "thread-local-mismatch" | "relocation-unsupported";

function actionFor(
  section: ObjectSection,
  { type, offset, addend }: ObjectRelocation,
  target: Target,
  table: OffsetTable,
): PlannedField["action"] | Problem {
  const isLoaded = (section.flags & sectionFlag.alloc) !== 0n;
  if (target.kind === "discarded") {
    return isLoaded && section.name !== ".eh_frame" ? "discarded-section" : { kind: "nothing" };
  }
  if (target.kind === "undefined" && !target.weak && !indifferentTypes.has(type)) {
    return "undefined-symbol";
  }
  if (target.kind === "section" && target.input.sections[target.section] === undefined) {
    // A note about an object, which nothing in a program refers to.
    return isLoaded ? "discarded-section" : { kind: "nothing" };
  }
  if (isLoaded && !indifferentTypes.has(type) && target.kind !== "undefined") {
    if (threadLocalTypes.has(type) !== isThreadLocal(target)) {
      return "thread-local-mismatch";
    }
  }
  switch (type) {
    case R_X86_64_GOTPCREL:
    case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX: {
      const relaxation = isNear(target)
        ? gotRelaxation(section.bytes, offset, type, addend, target.kind === "section" || target.kind === "linker")
        : undefined;
      return relaxation === undefined
        ? { kind: "table-entry", slot: table.slot({ kind: "address", target }) }
        : { kind: "got", relaxation };
    }
    case R_X86_64_GOTTPOFF:
    case R_X86_64_GOTPC32_TLSDESC:
    case R_X86_64_TLSDESC_CALL:
    case R_X86_64_TLSGD:
    case R_X86_64_TLSLD: {
      const relaxation = tlsRelaxation(section.bytes, offset, type, addend);
      if (relaxation !== undefined) {
        return { kind: "tls", relaxation };
      }
      return type === R_X86_64_GOTTPOFF
        ? { kind: "table-entry", slot: table.slot({ kind: "thread-offset", target }) }
        : "relocation-unsupported";
    }
    default:
      return plainTypes.has(type) ? plain : "relocation-unsupported";
  }
}

/** Is its value, as far as it is known before anything is placed, one that an instruction can hold? */
function isNear(target: Target): boolean {
  return target.kind !== "absolute" || BigInt.asIntN(32, target.value) === BigInt.asIntN(64, target.value);
}

function isThreadLocal(target: Target): boolean {
  return target.kind === "section" && ((target.input.sections[target.section]?.flags ?? 0n) & sectionFlag.tls) !== 0n;
}

function problem(
  code: Problem,
  { type }: ObjectRelocation,
  target: Target,
): { readonly code: Problem; readonly message: string; readonly hint?: string } {
  const name = targetName(target);
  switch (code) {
    case "undefined-symbol":
      return { code, message: `${name} is not defined` };
    case "discarded-section":
      return { code, message: `${name} is referred to, but what it is in does not come into the program` };
    case "thread-local-mismatch":
      return {
        code,
        message: isThreadLocal(target)
          ? `${name} is thread-local, but ${relocationName(type)} takes it for an ordinary symbol`
          : `${name} is not thread-local, but ${relocationName(type)} takes it for one that is`,
        hint: "the objects disagree about __thread: do they include the same header?",
      };
    case "relocation-unsupported":
      return {
        code,
        message: `${relocationName(type)} of ${name} is a relocation that portwright does not link, or not with these instructions`,
        hint: "what gcc and clang give with -fno-pic -fno-pie, or -fPIC, is linked",
      };
  }
}
