import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** More than any instruction has, so that each of them begins at a multiple of it. */
const slot = 16;

/** The bytes that GNU as makes of each line, relocated fields left zero; 0xcc behind each up to sixteen. */
export function assembleWithGnu(lines: readonly string[]): readonly Uint8Array[] {
  const aligned = lines.flatMap((line) => [line, `.balign ${String(slot)}, 0xcc`]);
  const text = assembleProgramWithGnu(aligned);
  if (text.length !== lines.length * slot) throw new Error("GNU as made more than one slot of an instruction");
  return lines.map((_, position) => text.subarray(position * slot, (position + 1) * slot));
}

/** The bytes that GNU as makes of a program, relocated fields left zero. */
export function assembleProgramWithGnu(lines: readonly string[]): Uint8Array {
  return inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "forms.s"), `.text\n${lines.join("\n")}\n`);
    run(folder, "as", ["-o", "forms.o", "forms.s"]);
    run(folder, "objcopy", ["-O", "binary", "--only-section=.text", "forms.o", "forms.bin"]);
    return Uint8Array.from(readFileSync(join(folder, "forms.bin")));
  });
}

/** The bytes that Go's assembler makes of each line for openbsd/amd64, relocated fields left zero. */
export function assembleWithGo(lines: readonly string[]): readonly Uint8Array[] {
  const { text, starts } = goListing([...lines, "BYTE $0x90"]);
  return lines.map((line, position) => {
    const start = starts.get(position);
    const end = starts.get(position + 1);
    if (start === undefined || end === undefined) throw new Error(`go tool asm lists no bytes for ${line}`);
    return text.subarray(start, end);
  });
}

/** The bytes that Go's assembler makes of a program for openbsd/amd64. */
export function assembleProgramWithGo(lines: readonly string[]): Uint8Array {
  return goListing(lines).text;
}

/** The machine code, and where in it each line's begins. Without a RET at the end nobody counts pushes and pops. */
function goListing(lines: readonly string[]): {
  readonly text: Uint8Array;
  readonly starts: ReadonlyMap<number, number>;
} {
  return inTemporaryFolder((folder) => {
    writeFileSync(join(folder, "forms.s"), `TEXT ·forms(SB), 4, $0\n${lines.join("\n")}\n`);
    const environment = { GOOS: "openbsd", GOARCH: "amd64" };
    const listing = run(folder, "go", ["tool", "asm", "-S", "-p", "forms", "-o", "forms.o", "forms.s"], environment);
    const text: number[] = [];
    const starts = new Map<number, number>();
    for (const line of listing.split("\n")) {
      const [, offset, number] = /^\t0x([0-9a-f]+) \d+ \(.*forms\.s:(\d+)\)\t/.exec(line) ?? [];
      const [, dump] = /^\t0x[0-9a-f]{4,} ((?:[0-9a-f]{2} ){1,16})/.exec(line) ?? [];
      if (offset !== undefined && number !== undefined) {
        // The first line is the routine's own. A prefix and its instruction share a line: the first counts.
        const position = Number(number) - 2;
        if (!starts.has(position)) starts.set(position, Number.parseInt(offset, 16));
      } else if (dump !== undefined) {
        text.push(
          ...dump
            .trimEnd()
            .split(" ")
            .map((byte) => Number.parseInt(byte, 16)),
        );
      }
    }
    return { text: Uint8Array.from(text), starts };
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

function run(
  folder: string,
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, ...environment },
  });
  if (status !== 0) throw new Error(`${command} failed:\n${stderr.slice(0, 4000)}`);
  return stdout;
}
