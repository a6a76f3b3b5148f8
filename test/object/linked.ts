import { contentTool, type ToolFolder } from "./object-files.js";

/** A program that ld has made of objects. */
export interface LinkedProgram {
  readonly program: string;
  /** Where its functions lie. */
  readonly addresses: ReadonlyMap<string, bigint>;
}

/** Links objects, of which one has the entry point of OpenBSD; what they lack is there, and does nothing. */
export function linked(folder: ToolFolder, objects: readonly Uint8Array[]): LinkedProgram {
  const paths = objects.map((bytes, index) => folder.write(`${String(index)}.o`, bytes));
  const joined = folder.path("joined.o");
  contentTool("ld", "-r", "--fatal-warnings", "-o", joined, ...paths);
  const missing = contentTool("nm", joined)
    .split("\n")
    .flatMap((line) => /^ +U (.+)$/.exec(line)?.[1] ?? []);
  const code = missing.map((name) => `.globl "${name}"\n"${name}":\n`).join("");
  const elsewhere = folder.path("elsewhere.o");
  const note = `.section .note.GNU-stack,"",@progbits\n`;
  contentTool("as", "-o", elsewhere, folder.write("elsewhere.s", `${code}ret\n${note}`));
  const program = folder.path("program");
  contentTool("ld", "--fatal-warnings", "-e", "_rt0_amd64_openbsd", "-o", program, joined, elsewhere);
  const defined = contentTool("nm", program)
    .split("\n")
    .flatMap((line) => {
      const [, address, name] = /^([0-9a-f]{16}) T (.+)$/.exec(line) ?? [];
      return address === undefined || name === undefined ? [] : [[name, BigInt(`0x${address}`)] as const];
    });
  return { program, addresses: new Map(defined) };
}
