/**
 * The scripts that the program is bundled into, in order. A part holds its roots and all that they import, except for
 * what an earlier part holds; what nobody lists goes into a part of its own for each module that is loaded on demand.
 * One command then reads few files, and little that it does not use.
 */
export const parts: readonly { readonly name: string; readonly roots: readonly string[] }[] = [
  { name: "start", roots: ["gen/program.js", "gen/main.js"] },
  // What both sides of the assembler's thread need, then the side that only the thread has where there is one.
  { name: "encoding", roots: ["assemble/placeholder.js", "assemble/prefix-order.js"] },
  { name: "keystone-texts", roots: ["assemble/keystone-texts.js"] },
  { name: "read-back", roots: ["assemble/read-back.js"] },
  { name: "encoder-thread-main", roots: ["assemble/encoder-thread-main.js"] },
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

/** The scripts that Node is given, by their names, and the part that each runs. */
export const launchers: Readonly<Record<string, string>> = {
  "portwright.cjs": "start",
  "encoder-thread.cjs": "encoder-thread-main",
  "verify-thread.cjs": "verify-thread-main",
};

/** Packages that are parts of their own. They find files of theirs, such as their WebAssembly, where they are installed. */
export const packageParts: readonly string[] = ["iced-x86", "@alexaltea/keystone-js"];

/** Packages that are loaded from where they are installed, by the few commands that need them. */
export const outside: readonly string[] = ["ts-morph", "koffi", "esbuild"];
