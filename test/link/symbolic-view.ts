import { readFileSync } from "node:fs";
import type { Workshop } from "./build.js";

/**
 * A program by its symbols: the instructions of each function and the words of each variable, with symbols and contents in
 * place of addresses. Two linkers that mean the same give the same view, wherever they put things.
 */
export function symbolicView(work: Workshop, program: string): Readonly<Record<string, readonly string[]>> {
  const memory = loadedMemory(readFileSync(work.path(program)));
  const symbols = namedPlaces(work.run("nm", "-S", program));
  const table = tableRange(work.run("readelf", "-SW", program));

  /** What lies at an address. */
  const meaning = (address: number): string => {
    const found = symbols.find(({ start, size }) => address >= start && address < start + Math.max(size, 1));
    if (found !== undefined) {
      return `<${found.name}+${address - found.start}>`;
    }
    const word = memory(address, 8);
    if (word === undefined) {
      return "<zeros>";
    }
    return table !== undefined && address >= table.start && address < table.end
      ? `<table entry of ${meaning(Number(word.readBigUInt64LE()))}>`
      : `<bytes ${JSON.stringify(word.toString("latin1").split("\0")[0])}>`;
  };
  const translated = (text: string): string => {
    const [instruction = "", comment] = text.split(/\s+# /);
    const target = /^([0-9a-f]+) /.exec(comment ?? "")?.[1];
    const relative = target === undefined ? instruction : instruction.replace(/-?0x[0-9a-f]+\(%rip\)/, "$(%rip)");
    return sameLoad(
      relative
        .replace(/\s*<[^>]*>/, "")
        .replace(/(?<![-\w])(?:0x)?([4-9a-f][0-9a-f]{5,7})(?!\w)/g, (_, digits: string) =>
          meaning(parseInt(digits, 16)),
        ) + (target === undefined ? "" : ` ${meaning(parseInt(target, 16))}`),
    );
  };

  const view: Record<string, string[]> = {};
  for (const line of work.run("objdump", "-d", "--no-show-raw-insn", program).split("\n")) {
    const [, digits = "", text = ""] = /^ +([0-9a-f]+):\t(.*)$/.exec(line) ?? [];
    const address = parseInt(digits, 16);
    const around = symbols.find(({ start, size }) => address >= start && address < start + size);
    if (around !== undefined) {
      (view[around.name] ??= []).push(`${address - around.start}: ${translated(text)}`);
    }
  }
  for (const { name, start, size, kind } of symbols.filter((symbol) => /[dDrR]/.test(symbol.kind))) {
    const words: string[] = [];
    for (let offset = 0; offset < size; offset += 8) {
      const word = memory(start + offset, Math.min(8, size - offset));
      const value = word?.length === 8 ? Number(word.readBigUInt64LE()) : 0;
      words.push(
        value >= 0x40_0000 && value < 0x1000_0000
          ? meaning(value)
          : `${kind.toLowerCase()} ${word?.toString("hex") ?? ""}`,
      );
    }
    view[name] = words;
  }
  return view;
}

/** An address comes into a register in several ways, and linkers may choose. */
function sameLoad(text: string): string {
  const load =
    /^mov +\$(<.*>),(%\w+)$/.exec(text) ?? /^(?:lea|mov) +\$\(%rip\),(%\w+) (?:<table entry of )?(<.*?>)>?$/.exec(text);
  const [, one = "", other = ""] = load ?? [];
  return load === null ? text : `load ${[one, other].toSorted().join(" ")}`;
}

interface NamedPlace {
  readonly name: string;
  readonly start: number;
  readonly size: number;
  readonly kind: string;
}

function namedPlaces(listing: string): readonly NamedPlace[] {
  return listing.split("\n").flatMap((line) => {
    const [, start = "", size = "", kind = "", name = ""] =
      /^([0-9a-f]{16}) ([0-9a-f]{16}) (\w) (\S+)$/.exec(line) ?? [];
    // Thread-local symbols have offsets, not addresses.
    return name === "" || parseInt(start, 16) < 0x40_0000
      ? []
      : [{ name, start: parseInt(start, 16), size: parseInt(size, 16), kind }];
  });
}

function tableRange(sections: string): { readonly start: number; readonly end: number } | undefined {
  const [, start, size] = /\] \.got +PROGBITS +([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)/.exec(sections) ?? [];
  return start === undefined || size === undefined
    ? undefined
    : { start: parseInt(start, 16), end: parseInt(start, 16) + parseInt(size, 16) };
}

/** The bytes that the program headers load; nothing where a program is all zeros, or is not at all. */
function loadedMemory(file: Buffer): (address: number, size: number) => Buffer | undefined {
  const headers = Array.from(
    { length: file.readUInt16LE(56) },
    (_, index) => Number(file.readBigUInt64LE(32)) + index * 56,
  )
    .filter((at) => file.readUInt32LE(at) === 1)
    .map((at) => ({
      offset: Number(file.readBigUInt64LE(at + 8)),
      address: Number(file.readBigUInt64LE(at + 16)),
      size: Number(file.readBigUInt64LE(at + 32)),
    }));
  return (address, size) => {
    const segment = headers.find(
      (candidate) => address >= candidate.address && address < candidate.address + candidate.size,
    );
    if (segment === undefined) {
      return undefined;
    }
    const start = segment.offset + address - segment.address;
    return file.subarray(start, Math.min(start + size, segment.offset + segment.size));
  };
}
