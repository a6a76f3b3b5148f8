import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { packageFolder } from "../../gen/own-package.js";

/** Go's runtime itself, the rest of its standard library, or the port to OpenBSD of 2011. */
export type CorpusName = "runtime" | "library" | "port";

/** A file of assembly. */
export interface CorpusFile {
  readonly corpus: CorpusName;
  /** From Go's `src` on, or from portwright's folder, with `/`. */
  readonly name: string;
  readonly path: string;
  /** The path of import of its package. */
  readonly package: string;
  /** GOOS: what its name ends in before `_amd64.s`, else linux. */
  readonly system: string;
  /** Of the assembler it was written for. */
  readonly dialect: "6a" | "go";
  /** The build tags that its `//go:build` wants, other than those of any build. */
  readonly tags: readonly string[];
  readonly text: string;
}

const suffix = "_amd64.s";

/** Go's systems for which files of the corpus are named. */
const systems = [
  "android",
  "darwin",
  "dragonfly",
  "freebsd",
  "illumos",
  "ios",
  "linux",
  "netbsd",
  "openbsd",
  "plan9",
  "solaris",
  "windows",
];

/** Tags of special builds: `go build -race` and its like. */
const specialBuilds = ["asan", "libfuzzer", "msan", "race"];

/** Where the port's files for the tree of 2011 are. */
const portFolder = join(packageFolder, "targets", "openbsd-amd64", "generated");

/** The assembly of 2011: what the port to OpenBSD gives to the tree of that time. */
export function portFiles(): readonly CorpusFile[] {
  return ["rt0.s", "sys.s"].map((base) => {
    const path = join(portFolder, "openbsd", "amd64", base);
    return {
      corpus: "port",
      name: relative(packageFolder, path).split(sep).join("/"),
      path,
      package: "runtime",
      system: "openbsd",
      dialect: "6a",
      tags: [],
      text: readFileSync(path, "utf8"),
    };
  });
}

/**
 * The files of Go's source that are assembly for amd64 alone: `*_amd64.s` everywhere but in `cmd`, which is Go's tools,
 * and in `testdata`. What lies in `runtime` itself is one corpus; everything else, `runtime/cgo` and
 * `runtime/internal/...` included, is the other. In Go 1.19 that makes 34 and 41 files.
 */
export function corpusFiles(source: string): readonly CorpusFile[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((name) => name.endsWith(suffix) && !name.startsWith("cmd/") && !name.split("/").includes("testdata"))
    .toSorted()
    .map((name) => corpusFile(source, name));
}

function corpusFile(source: string, name: string): CorpusFile {
  const path = join(source, name);
  const text = readFileSync(path, "utf8");
  const from = dirname(name);
  const [constraint = ""] = /^\/\/go:build .*/m.exec(text) ?? [];
  return {
    corpus: from === "runtime" ? "runtime" : "library",
    name,
    path,
    package: from,
    system: systems.find((system) => basename(name).endsWith(`_${system}${suffix}`)) ?? "linux",
    dialect: "go",
    tags: specialBuilds.filter((tag) => constraint.split(/\W+/).includes(tag)),
    text,
  };
}
