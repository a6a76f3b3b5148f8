import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import elfy from "elfy";
import { attInstruction, gnuSpelling, gnuSymbol } from "../../dsl/lowering/att.js";
import type { MachineRoutine } from "../../dsl/lowering/machine.js";

/** What GNU `as` made of a text: the bytes of its text section, the symbols and the relocations in them. */
export interface GnuObject {
  readonly text: Buffer;
  readonly symbols: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
  readonly relocations: readonly {
    readonly offset: number;
    readonly symbol: string;
    readonly type: number;
    readonly addend: number;
  }[];
}

/** Types of relocation in ELF for AMD64. */
export const relocationType = { pc32: 2, plt32: 4, absolute32: 10 } as const;

/** Assembles a text with GNU `as`. */
export function gnuAssemble(text: string): GnuObject {
  const folder = mkdtempSync(join(tmpdir(), "portwright-as-"));
  try {
    const source = join(folder, "a.s");
    const object = join(folder, "a.o");
    writeFileSync(source, text);
    execFileSync("as", ["--64", "-o", object, source], { stdio: "pipe" });
    return readObject(readFileSync(object));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A routine as GNU assembly, with a label before every instruction and one at the end. */
export function gnuText(routine: MachineRoutine): string {
  const spelling = gnuSpelling((label) => `.L${label}`);
  const lines = routine.instructions.flatMap((instruction, index) => [
    `.Lat${String(index)}:`,
    `\t${attInstruction(instruction, spelling)}`,
  ]);
  const end = `.Lat${String(routine.instructions.length)}:`;
  return ["\t.text", `${gnuSymbol(routine.symbol)}:`, ...lines, end, ""].join("\n");
}

function readObject(file: Buffer): GnuObject {
  // elfy knows headers and sections; symbols and relocations are read here.
  const { sections } = elfy.parse(file).body;
  const content = (name: string): Buffer => sections.find((section) => section.name === name)?.data ?? Buffer.alloc(0);
  const symbols = content(".symtab");
  const strings = content(".strtab");
  const rela = content(".rela.text");
  const relocations = Array.from({ length: rela.length / 24 }, (_, index) => {
    const entry = rela.subarray(index * 24);
    return {
      offset: Number(entry.readBigUInt64LE(0)),
      type: entry.readUInt32LE(8),
      symbol: stringAt(strings, symbols.readUInt32LE(entry.readUInt32LE(12) * 24)),
      addend: Number(entry.readBigInt64LE(16)),
    };
  });
  return {
    text: content(".text"),
    symbols: Array.from({ length: symbols.length / 24 }, (_, index) => {
      const entry = symbols.subarray(index * 24);
      return {
        name: stringAt(strings, entry.readUInt32LE(0)),
        offset: Number(entry.readBigUInt64LE(8)),
        size: Number(entry.readBigUInt64LE(16)),
      };
    }),
    relocations,
  };
}

function stringAt(table: Buffer, offset: number): string {
  return table.toString("utf8", offset, table.indexOf(0, offset));
}
