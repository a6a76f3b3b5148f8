import { expect } from "chai";
import { portwright } from "./run-portwright.js";
import { workspace } from "./workspace.js";

/** Outputs as a description without types can have them, and what `generate` says of each. */
const cases: readonly (readonly [title: string, output: string, message: string, hint: string])[] = [
  [
    "an object without a unit",
    '{ kind: "elf-object", path: "a.o" }',
    'output "a.o": its property unit is missing',
    "Of kind elf-object it is made from unit: an assemblyUnit(...).",
  ],
  [
    "an object of something else",
    '{ kind: "elf-object", path: "a.o", unit: definitions({ constants: {}, types: [] }) }',
    'output "a.o": its property unit is not an assemblyUnit(...)',
    "Of kind elf-object it is made from unit: an assemblyUnit(...).",
  ],
  [
    "a C source without a file",
    '{ kind: "c-source", path: "a.c", unit }',
    'output "a.c": its property file is missing',
    "Of kind c-source it is made from file: a cFile(...).",
  ],
  [
    "a unit for bridges",
    '{ kind: "bridge-header", path: "a.h", bridges: unit }',
    'output "a.h": its property bridges is not a list of bridges',
    "Of kind bridge-header it is made from bridges: a list of bridges.",
  ],
  [
    "an unknown kind",
    '{ kind: "elf-objekt", path: "a.o", unit, size: 1n }',
    'output "a.o": there is no kind "elf-objekt"',
    "There are plan9-assembly, gnu-assembly, elf-object, godefs-header, standard-c-header, godefs-input, runtime-header, signal-table, c-source, makefile-conditional, bridge-header, errata-table.",
  ],
  [
    "no path",
    '{ kind: "gnu-assembly", unit }',
    "output number 1 has no path",
    'Write path: "...", below the output folder.',
  ],
  ["nothing at all", "undefined", "output number 1 has no path", 'Write path: "...", below the output folder.'],
];

describe("outputs that no type checker has seen", () => {
  for (const [title, output, message, hint] of cases) {
    it(title, () => {
      const description = `import { assemblyUnit, definitions, port } from "portwright/dsl";

const unit = assemblyUnit({ includes: [], routines: [] });
export default port({ name: "p", title: "", errata: [], outputs: [${output}] as never, used: [unit, definitions] as never });
`;
      const work = workspace({ "p.ts": description });
      try {
        expect(portwright(["generate", "p.ts"], { cwd: work.folder })).to.deep.equal({
          status: 1,
          stdout: "",
          stderr: `p.ts:4:16: error: ${message} (output-shape)\n  hint: ${hint}\n1 error; nothing was written\n`,
        });
      } finally {
        work.remove();
      }
    });
  }
});
