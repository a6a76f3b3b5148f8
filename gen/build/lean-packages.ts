import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Keystone } from "../../assemble/keystone.js";
import { instantiated, keystoneLoader, leanFiles, wholeKeystone } from "../../assemble/keystone-module.js";
import { calledFunctions, countingCalls, exportingByTable, keepingFunctions, withoutData } from "./lean-wasm.js";

/**
 * What Keystone is asked for to see what it needs: of each kind of operand one, and what it refuses. Of its 1,319
 * functions these call 267; the 117,000 instructions of the table's test call no other (test/instructions/forms.test.ts).
 */
const samples: readonly string[] = [
  "movsd (%r13,%rdx,0x4), %xmm2",
  "jmp 0x100000",
  "movl $_rt0_amd64, %edx",
  "shlb $0x1, -0x1(%rsp)",
  "retq",
  "movb %cl, %dl",
  "lock cmpxchgq %rcx, %fs:0x10(%rdx)",
  "movabsq $0x123456789abcdef0, %rax",
  "vpaddd 0x20(%rsp), %ymm1, %ymm2",
  "movq %rax, %eax",
  "nosuch %rax",
];

/** Writes into `folder`, that of the program's parts, what the packages have in WebAssembly, without what costs time. */
export async function writeLeanPackages(folder: string): Promise<void> {
  const { module, memory } = withoutData(await leanKeystone(readFileSync(wholeKeystone()), samples));
  writeFileSync(join(folder, leanFiles.module), module);
  writeFileSync(join(folder, leanFiles.memory), memory);
  writeFileSync(join(folder, "iced_x86_bg.wasm"), exportingByTable(readFileSync(icedModule())).module);
}

/** The names of iced-x86's functions, in the order of their table. */
export function icedFunctions(): readonly string[] {
  return exportingByTable(readFileSync(icedModule())).names;
}

function icedModule(): string {
  return createRequire(import.meta.filename)
    .resolve("iced-x86")
    .replace(/\.js$/, "_bg.wasm");
}

/** Keystone's module with the functions that it calls to start, and for these texts. */
export async function leanKeystone(whole: Uint8Array, texts: readonly string[]): Promise<Uint8Array> {
  const counting = countingCalls(whole);
  const called: object[] = [];
  const keystone = new Keystone([
    keystoneLoader((imports) => {
      const made = instantiated(counting, imports);
      called.push(made.instance.exports);
      return made;
    }),
  ]);
  for (const text of texts) {
    // What it says is of no interest here.
    await keystone.encode(text, 0).catch(() => undefined);
  }
  return keepingFunctions(whole, new Set(called.flatMap((exports) => [...calledFunctions(exports)])));
}
