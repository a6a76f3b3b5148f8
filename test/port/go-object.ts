import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** One instruction as Go's assembler encoded it, relocated fields as it left them. */
export interface GoInstruction {
  readonly bytes: string;
  /** `R_CALL:runtime.notok`, without the offset; absent for most. */
  readonly relocation?: string;
}

const environment = { ...process.env, GOOS: "openbsd", GOARCH: "amd64" };

/** Assembles Plan 9 text with Go's assembler and reads the object back: instructions by symbol. */
export function goAssemble(
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, readonly GoInstruction[]> {
  const folder = mkdtempSync(join(tmpdir(), "portwright-go-"));
  try {
    for (const [name, content] of Object.entries(headers)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const source = join(folder, "a.s");
    const object = join(folder, "a.o");
    writeFileSync(source, text);
    execFileSync("go", ["tool", "asm", "-I", folder, "-o", object, source], { env: environment, stdio: "pipe" });
    return readListing(execFileSync("go", ["tool", "objdump", object], { env: environment, encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `  a.s:12  0x2ca7  8b7c2408  MOVL 0x8(SP), DI` and, behind it, `[1:5]R_CALL:runtime.notok`. */
function readListing(listing: string): ReadonlyMap<string, readonly GoInstruction[]> {
  const routines = new Map<string, GoInstruction[]>();
  let current: GoInstruction[] = [];
  for (const line of listing.split("\n")) {
    const name = /^TEXT (.+?)\(SB\)/.exec(line)?.[1];
    if (name !== undefined) {
      current = [];
      routines.set(name, current);
    }
    const bytes = /^\s+\S+:\d+\s+0x[0-9a-f]+\s+([0-9a-f]+)\s/.exec(line)?.[1];
    if (bytes !== undefined) {
      const relocation = /\[\d+:\d+\](R_(?!CALLIND)\w+:\S+)/.exec(line)?.[1];
      current.push({ bytes, ...(relocation === undefined ? {} : { relocation }) });
    }
  }
  return routines;
}
