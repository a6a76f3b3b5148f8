import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An assembly function with its declaration in Go. */
export interface GoFunction {
  readonly name: string;
  readonly declaration: string;
  readonly assembly: readonly string[];
}

/** The version of Go whose tools these are: `go version go1.19.8 linux/amd64`. */
export function goVersion(): string {
  return inFolder((folder) => runGo(folder, ["version"]).output.trim());
}

/** What Go's tools say, by the name of the function. */
export type Complaints = ReadonlyMap<string, readonly string[]>;

/** linux: vet looks at the frame pointer there, and not on OpenBSD. Nothing is to come from the network. */
const environment = {
  ...process.env,
  GOOS: "linux",
  GOARCH: "amd64",
  GO111MODULE: "on",
  GOFLAGS: "",
  GOWORK: "off",
  GOPROXY: "off",
  GOTOOLCHAIN: "local",
};

/** `_amd64` in the name tells vet the architecture. */
const assemblyFile = "mutants_amd64.s";

/** All of `go vet`, once for all functions. */
export function goVet(functions: readonly GoFunction[]): Complaints {
  return inFolder((folder) => {
    const { text, ownerOf } = joined(functions);
    writeFileSync(join(folder, "go.mod"), "module mutants\n\ngo 1.19\n");
    const declarations = functions.map(({ declaration }) => declaration).join("\n");
    writeFileSync(
      join(folder, "mutants.go"),
      `package mutants\n\nimport "unsafe"\n\n${declarations}\n\nvar _ unsafe.Pointer\n`,
    );
    writeFileSync(join(folder, assemblyFile), text);
    const run = runGo(folder, ["vet", "-json", "."]);
    // The JSON stands among lines that begin with #, one for each package.
    const json: unknown = run.status === 0 ? JSON.parse(run.output.replaceAll(/^#.*$/gm, "")) : undefined;
    if (json === undefined) {
      throw new Error(`go vet has not come to an end:\n${run.output}`);
    }
    return byOwner(diagnosticsIn(json).map(({ posn, message }) => ({ owner: ownerOf(lineIn(posn)), message })));
  });
}

/** Which functions Go's assembler refuses, and why. */
export function goAssembler(functions: readonly GoFunction[]): Complaints {
  return inFolder((folder) => {
    const refused = new Map<string, readonly string[]>();
    // Until the text can be read as a whole, the assembler does not try to encode it.
    for (;;) {
      const { text, ownerOf } = joined(functions.filter(({ name }) => !refused.has(name)));
      writeFileSync(join(folder, assemblyFile), text);
      const run = runGo(folder, ["tool", "asm", "-e", "-p", "mutants", "-o", "mutants.o", assemblyFile]);
      if (run.status === 0) {
        return refused;
      }
      const messages = [...run.output.matchAll(/^\S*mutants_amd64\.s:(\d+): (.*)$/gm)].map(
        ([, line, message = ""]) => ({
          // That a label is missing is noticed where the next function begins.
          owner: ownerOf(Number(line) - (message.startsWith("undefined label") ? 1 : 0)),
          message,
        }),
      );
      if (messages.length === 0) {
        throw new Error(`go tool asm has failed without naming a line:\n${run.output}`);
      }
      byOwner(messages).forEach((said, owner) => refused.set(owner, said));
    }
  });
}

function runGo(
  folder: string,
  options: readonly string[],
): { readonly status: number | null; readonly output: string } {
  const run = spawnSync("go", options, {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (run.error !== undefined) {
    throw new Error(`go cannot be run (${run.error.message}): apt-get install golang-go`);
  }
  return { status: run.status, output: run.stdout + run.stderr };
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "portwright-vet-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One file of all functions, and whose a line of it is. */
function joined(functions: readonly GoFunction[]): {
  readonly text: string;
  readonly ownerOf: (line: number) => string;
} {
  const owners = functions.flatMap(({ name, assembly }) => assembly.map(() => name));
  const text = functions.flatMap(({ assembly }) => assembly).join("\n");
  return {
    text: `${text}\n`,
    ownerOf: (line) => {
      const owner = owners[line - 1];
      if (owner === undefined) {
        throw new Error(`line ${String(line)} belongs to no function`);
      }
      return owner;
    },
  };
}

function byOwner(found: readonly { readonly owner: string; readonly message: string }[]): Complaints {
  const complaints = new Map<string, string[]>();
  for (const { owner, message } of found) {
    complaints.set(owner, [...(complaints.get(owner) ?? []), message]);
  }
  return complaints;
}

interface Diagnostic {
  readonly posn: string;
  readonly message: string;
}

/** `{"mutants": {"asmdecl": [{"posn": "a.s:12:1", "message": "..."}]}}` */
function diagnosticsIn(json: unknown): readonly Diagnostic[] {
  return valuesOf(json)
    .flatMap(valuesOf)
    .flatMap(valuesOf)
    .map((found) => {
      if (isDiagnostic(found)) {
        return found;
      }
      throw new Error(`go vet has printed what is no diagnostic: ${JSON.stringify(found)}`);
    });
}

function valuesOf(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function isDiagnostic(value: unknown): value is Diagnostic {
  return (
    typeof value === "object" &&
    value !== null &&
    "posn" in value &&
    typeof value.posn === "string" &&
    "message" in value &&
    typeof value.message === "string"
  );
}

function lineIn(position: string): number {
  return Number(/:(\d+):\d+$/.exec(position)?.[1]);
}
