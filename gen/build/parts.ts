/**
 * The scripts that the program is bundled into, in order. A part holds its roots and all that they import, except for
 * what an earlier part holds; what nobody lists goes into a part of its own for each module that is loaded on demand.
 * One command then reads few files, and little that it does not use.
 */
export const parts: readonly { readonly name: string; readonly roots: readonly string[] }[] = [
  // What is begun before the command line is understood, with what both sides of the assembler's thread need.
  { name: "early", roots: ["gen/begin-early.js", "assemble/placeholder.js"] },
  { name: "start", roots: ["gen/program.js", "gen/main.js"] },
  // What is loaded where Keystone is: in its thread, where there is one.
  { name: "keystone-encoder", roots: ["assemble/keystone-encoder.js"] },
  { name: "encoder-thread-main", roots: ["gen/encoder-thread-main.js"] },
  {
    name: "files",
    roots: [
      "gen/gather.js",
      "gen/object-files.js",
      "gen/machine-warnings.js",
      "gen/imported-modules.js",
      "gen/import/system-calls/system-call-module.js",
      "gen/output/write-sets.js",
      "gen/output/survey.js",
      "gen/output/marked-file.js",
      "gen/report/drift.js",
      "dsl/index.js",
      "dsl/port/check-port.js",
      "emit/emit-file.js",
    ],
  },
  {
    name: "verify",
    roots: [
      "gen/verify-source.js",
      "gen/judge-source.js",
      "gen/report/verdict-progress.js",
      "verify/engine/available-engines.js",
    ],
  },
  { name: "verify-thread-main", roots: ["gen/verify-thread-main.js"] },
  { name: "run", roots: ["gen/run-file.js"] },
  { name: "link", roots: ["gen/link-source.js", "gen/link-inputs.js"] },
];

/**
 * Parts that are loaded once a short run is expected: their bytecode is for V8's flags of such a run, that of all others
 * for Node's own (gen/short-run.ts).
 */
export const lateParts: readonly string[] = ["keystone-encoder", "package-iced-x86", "package-@alexaltea__keystone-js"];

/** The scripts that Node is given, by their names, and the parts that each runs. */
export const launchers: Readonly<Record<string, readonly string[]>> = {
  "portwright.cjs": ["early", "start"],
  "encoder-thread.cjs": ["encoder-thread-main"],
  "verify-thread.cjs": ["verify-thread-main"],
};

/** Packages that are parts of their own. They find files of theirs, such as their WebAssembly, beside the parts. */
export const packageParts: readonly string[] = ["iced-x86", "@alexaltea/keystone-js"];

/** Packages that are loaded from where they are installed, by the few commands that need them. */
export const outside: readonly string[] = ["ts-morph", "koffi", "esbuild"];
