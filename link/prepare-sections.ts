import { sectionFlag, sectionType } from "../elf/constants.js";
import type { ObjectSection } from "../elf/object.js";
import { editFrames, type FrameOfFunction } from "./eh-frame.js";
import type { LinkFinding } from "./finding.js";
import { asInitArray } from "./init-arrays.js";
import type { InputObject, Target } from "./input-object.js";
import { identSection } from "./layout.js";

/** Notes that the program has of its own, or that are about the object. */
const ownNotes: ReadonlySet<string> = new Set([
  identSection,
  // Says by its being there that the stack need not be executable, which it never is.
  ".note.GNU-stack",
  // What all objects of a program have in common; saying nothing is always right.
  ".note.gnu.property",
]);

/** Leaves out what does not go into the program, and turns lists of constructors into arrays. */
export function prepareSections(input: InputObject, findings: LinkFinding[]): void {
  if (input.object.sections.some(({ name }) => name.startsWith(".gnu.lto_.symtab")) && isSlim(input)) {
    findings.push({
      code: "bad-object",
      message: "the object has no machine code but the intermediate code of gcc",
      hint: "compile it without -flto, or with -ffat-lto-objects",
      places: [{ object: input.object.name }],
    });
  }
  for (const [index, section] of input.sections.entries()) {
    if (section !== undefined) {
      input.sections[index] = isLeftOut(section) ? undefined : asInitArray(section);
    }
  }
}

function isSlim({ object }: InputObject): boolean {
  return object.symbols.some(({ name }) => name === "__gnu_lto_slim");
}

function isLeftOut({ name, type, flags }: ObjectSection): boolean {
  const isLoaded = (flags & sectionFlag.alloc) !== 0n;
  return (
    ownNotes.has(name) ||
    name.startsWith(".gnu.lto_") ||
    (flags & sectionFlag.exclude) !== 0n ||
    (!isLoaded && type !== sectionType.progbits && type !== sectionType.note)
  );
}

/** A function's record in the unwind information of an object. */
export interface InputFrame extends FrameOfFunction {
  readonly input: InputObject;
  readonly section: number;
}

/**
 * Edits the unwind information of all objects. What is found is what the table of functions is made of; undefined where
 * some of it cannot be read, so that there can be no table.
 */
export function prepareFrames(
  inputs: readonly InputObject[],
  targets: ReadonlyMap<InputObject, readonly Target[]>,
): readonly InputFrame[] | undefined {
  const frames: InputFrame[] = [];
  let readable = true;
  for (const input of inputs) {
    for (const [index, section] of input.sections.entries()) {
      if (section?.name === ".eh_frame" && section.bytes.length > 0) {
        const edited = editFrames(section, ({ symbol }) => targets.get(input)?.[symbol]?.kind === "discarded");
        input.sections[index] = edited.section;
        readable &&= edited.functions !== undefined;
        for (const frame of edited.functions ?? []) {
          frames.push({ ...frame, input, section: index });
        }
      }
    }
  }
  return readable ? frames : undefined;
}
