import { ElfError } from "../../../elf/elf-error.js";
import type { ElfObject } from "../../../elf/object.js";
import { readDebugObject } from "../dwarf/debug-object.js";
import { DwarfError } from "../dwarf/dwarf-error.js";
import { DebugInformation } from "../dwarf/entries.js";
import { readCatalogue } from "./catalogue.js";
import type { DefinitionsFault } from "./definitions-fault.js";
import { planTypes } from "./plan.js";
import { select, type Wanted } from "./select.js";
import type { ModuleContents } from "./write-module.js";

/** What an object gives: the contents of a module, or what is wrong. */
export type ImportedDefinitions =
  | { readonly kind: "module"; readonly contents: ModuleContents }
  | { readonly kind: "broken"; readonly faults: readonly DefinitionsFault[] };

/** Reads types and constants from the debugging information of an object, which messages call `name`. */
export function importDefinitions(bytes: Uint8Array, name: string, wanted: Wanted): ImportedDefinitions {
  try {
    const object = readDebugObject(bytes, name);
    const information = new DebugInformation(object);
    if (information.units.length === 0) {
      return broken([withoutInformation(object)]);
    }
    const catalogue = readCatalogue(information);
    const selection = select(catalogue, wanted);
    if (selection.mistakes.length > 0) {
      return broken(selection.mistakes);
    }
    const planned = planTypes(
      catalogue,
      selection.types,
      selection.constants.map((constant) => constant.name),
    );
    if (planned.types.length === 0 && selection.constants.length === 0) {
      return broken([
        {
          code: "debug-information",
          message: "it defines no types and no constants: compilers leave out what nothing uses",
          hint: "compile with -fno-eliminate-unused-debug-types",
        },
      ]);
    }
    const leftOut = [...selection.leftOut, ...planned.leftOut];
    return { kind: "module", contents: { leftOut, constants: selection.constants, types: planned.types } };
  } catch (error) {
    if (error instanceof ElfError) {
      return broken([{ code: "object-file", message: error.message, ...objectHint(error.message, bytes) }]);
    }
    if (error instanceof DwarfError) {
      return broken([{ code: "debug-information", message: error.message }]);
    }
    throw error;
  }
}

const compressed = "compile with -gz=none, or run objcopy --decompress-debug-sections";

/** What to do about a file that is no object that can be read; some mistakes are made again and again. */
function objectHint(message: string, bytes: Uint8Array): Pick<DefinitionsFault, "hint"> {
  // In sections of the old compressed form, relocations lie where there are no bytes.
  if (message.includes(".zdebug_")) {
    return { hint: `its debugging information is compressed: ${compressed}` };
  }
  const begins = new TextDecoder().decode(bytes.subarray(0, 200));
  if (/^!<(?:arch|thin)>\n/.test(begins)) {
    return { hint: "it is an archive: take the object out of it with ar x" };
  }
  return /^[\t\n\r -~]+$/.test(begins) ? { hint: "it is text: compile it, with -g -c, and import the object" } : {};
}

/** Where compilers put debugging information that is not to be read here, and what to do about it. */
const elsewhere: readonly (readonly [section: RegExp, where: string, hint: string])[] = [
  [
    /^\.debug_\w+\.dwo$/,
    "is that of a .dwo file, which has no relocations of its own",
    "compile without -gsplit-dwarf",
  ],
  [/^\.zdebug_/, "is compressed", compressed],
  [/^\.gnu\.debuglto_/, "is for the link-time optimizer", "compile without -flto"],
  [/^\.stab$/, "is in the stabs format", "compile with -gdwarf-4 or -gdwarf-5"],
];

function withoutInformation({ sections }: ElfObject): DefinitionsFault {
  const code = "debug-information";
  for (const [pattern, where, hint] of elsewhere) {
    const found = sections.find(({ name }) => pattern.test(name));
    if (found !== undefined) {
      return { code, message: `its debugging information (${found.name}) ${where}`, hint };
    }
  }
  return { code, message: "it has no debugging information", hint: "compile with -g" };
}

function broken(faults: readonly DefinitionsFault[]): ImportedDefinitions {
  return { kind: "broken", faults };
}
