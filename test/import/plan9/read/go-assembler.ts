import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GoTools } from "../../../corpus/go-tools.js";

/** What Go's assembler says of a file: how it understands its instructions, and the lines that it finds wrong. */
export interface GoReading {
  readonly listing: string;
  readonly wrongLines: ReadonlySet<number>;
}

/** Reads a file as Go's assembler does; `words` are its flags, `path` from the folder on. */
export function readWithGo(go: GoTools, words: readonly string[], path: string, folder: string): GoReading {
  const work = mkdtempSync(join(tmpdir(), "portwright-asm-"));
  try {
    const run = spawnSync(join(go.tools, "asm"), ["-debug", "-e", ...words, "-o", join(work, "out.o"), path], {
      encoding: "utf8",
      cwd: folder,
      maxBuffer: 1 << 28,
      env: { ...process.env, GOOS: "linux", GOARCH: "amd64" },
    });
    const wrong = [...run.stderr.matchAll(/^[^\n:]*:(\d+): /gm)].map(([, line]) => Number(line));
    return { listing: run.stdout, wrongLines: new Set(wrong) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Reads texts as Go's assembler does, each with its files beside it. */
export function readTextWithGo(
  go: GoTools,
  text: string,
  files: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): GoReading {
  const folder = mkdtempSync(join(tmpdir(), "portwright-asm-"));
  try {
    for (const [name, content] of Object.entries({ ...files, "test.s": text })) {
      writeFileSync(join(folder, name), content);
    }
    return readWithGo(go, ["-p", "p", ...words], "test.s", folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
