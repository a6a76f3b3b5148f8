import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What Go's assembler says it made of a text: code, relocations, annotations, flags, sizes; without the lines that it made
 * it from.
 */
export function goListing(text: string, headers: Readonly<Record<string, string>> = {}): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "portwright-go-"));
  try {
    for (const [name, content] of Object.entries(headers)) {
      writeFileSync(join(folder, name), content);
    }
    const source = join(folder, "a.s");
    writeFileSync(source, text);
    const listing = execFileSync(
      "go",
      [
        "tool",
        "asm",
        "-S",
        "-I",
        folder,
        "-I",
        runtimeFolder(),
        "-D",
        "GOARCH_amd64",
        "-o",
        join(folder, "a.o"),
        source,
      ],
      { env: { ...process.env, GOOS: "linux", GOARCH: "amd64" }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    return listing.split("\n").map((line) => line.replaceAll(/\([^()\s]*:\d+\)/g, ""));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where Go keeps the headers of its runtime. */
function runtimeFolder(): string {
  return join(execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim(), "src", "runtime");
}
