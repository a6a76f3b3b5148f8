import { join } from "node:path";
import type { CorpusFile } from "./corpus-files.js";
import type { GoTools } from "./go-tools.js";

/** With what a file is assembled, whoever does it. */
export interface AssemblerFlags {
  /** `-p`, `-compiling-runtime`: only for Go's own assembler. */
  readonly ownFlags: readonly string[];
  /** `-I`, in order: that of go_asm.h, that of textflag.h. */
  readonly includes: readonly string[];
  /** `-D`. */
  readonly defines: readonly string[];
}

/** What `go build` gives its assembler for the files of a package: asmArgs in cmd/go/internal/work/gc.go. */
export function assemblerFlags(file: CorpusFile, headerFolder: string, go: GoTools): AssemblerFlags {
  return {
    ownFlags: ["-p", file.package, ...(isOfTheRuntime(file.package) ? ["-compiling-runtime"] : [])],
    includes: [headerFolder, join(go.root, "pkg", "include")],
    defines: [`GOOS_${file.system}`, "GOARCH_amd64", "GOAMD64_v1"],
  };
}

/** IsRuntimePackagePath in cmd/internal/objabi/path.go: these may name a calling convention, as in `x<ABIInternal>`. */
function isOfTheRuntime(path: string): boolean {
  return ["runtime", "reflect", "syscall", "internal/bytealg"].includes(path) || path.startsWith("runtime/internal");
}

/** As words for `go tool asm`. */
export function assemblerWords({ ownFlags, includes, defines }: AssemblerFlags): readonly string[] {
  return [...ownFlags, ...includes.flatMap((folder) => ["-I", folder]), ...defines.flatMap((name) => ["-D", name])];
}
