import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** More than any instruction has, so that each of them begins at a multiple of it. */
const slot = 16;
const padding = 0xcc;

/** The bytes that GNU as makes of each line, relocated fields left zero. */
export function assembleWithGnu(lines: readonly string[]): readonly Uint8Array[] {
  return inTemporaryFolder((folder) => {
    const body = lines.map((line) => `.balign ${String(slot)}, ${String(padding)}\n${line}\n`).join("");
    writeFileSync(join(folder, "forms.s"), `.text\n${body}.balign ${String(slot)}, ${String(padding)}\n`);
    run(folder, "as", ["-o", "forms.o", "forms.s"]);
    run(folder, "objcopy", ["-O", "binary", "--only-section=.text", "forms.o", "forms.bin"]);
    const text = readFileSync(join(folder, "forms.bin"));
    return lines.map((_, position) => text.subarray(position * slot, (position + 1) * slot));
  });
}

/** Are the bytes behind an instruction of `length` bytes the padding of its slot? */
export function isPadded(bytes: Uint8Array, length: number): boolean {
  return bytes.length === slot && bytes.subarray(length).every((byte) => byte === padding);
}

/** The bytes that Go's assembler makes of each line for openbsd/amd64, relocated fields left zero. */
export function assembleWithGo(lines: readonly string[]): readonly Uint8Array[] {
  return inTemporaryFolder((folder) => {
    // Without a RET at the end nobody counts pushes and pops.
    writeFileSync(join(folder, "forms.s"), `TEXT ·forms(SB), 4, $0\n${lines.join("\n")}\nBYTE $0x90\n`);
    const environment = { GOOS: "openbsd", GOARCH: "amd64" };
    const listing = run(folder, "go", ["tool", "asm", "-S", "-p", "forms", "-o", "forms.o", "forms.s"], environment);
    const text: number[] = [];
    const starts = new Map<number, number>();
    for (const line of listing.split("\n")) {
      const statement = /^\t0x([0-9a-f]+) \d+ \(.*forms\.s:(\d+)\)\t/.exec(line);
      const dump = /^\t0x[0-9a-f]{4,} ((?:[0-9a-f]{2} ){1,16})/.exec(line);
      if (statement !== null) {
        const [, offset = "", number = ""] = statement;
        const source = Number(number);
        // A prefix stands before its instruction on one line: the first offset is where the bytes begin.
        if (!starts.has(source)) starts.set(source, Number.parseInt(offset, 16));
      } else if (dump !== null) {
        text.push(...(dump[1] ?? "").trim().split(" ").map((byte) => Number.parseInt(byte, 16)));
      }
    }
    return lines.map((line, position) => {
      const start = starts.get(position + 2);
      const end = starts.get(position + 3);
      if (start === undefined || end === undefined) throw new Error(`go tool asm lists no bytes for ${line}`);
      return Uint8Array.from(text.slice(start, end));
    });
  });
}

function inTemporaryFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "portwright-forms-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, command: string, parameters: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${command} failed:\n${stderr.slice(0, 4000)}`);
  return stdout;
}
