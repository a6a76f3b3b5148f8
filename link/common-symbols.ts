import { sectionFlag, sectionType } from "../elf/constants.js";
import type { ElfObject, ObjectSection, ObjectSymbol } from "../elf/object.js";
import type { InputObject } from "./input-object.js";
import type { GlobalSymbol } from "./resolve-symbols.js";

/**
 * Room for the common symbols that nothing better defines, as an object of its own, in which they are then defined. A
 * section for each, so that each lies as its alignment says.
 */
export function placeCommonSymbols(globals: ReadonlyMap<string, GlobalSymbol>): InputObject | undefined {
  const sections: ObjectSection[] = [];
  const symbols: ObjectSymbol[] = [];
  const found = [...globals.values()].flatMap((global) => {
    const { definition, common } = global;
    return definition?.symbol.place.kind === "common" && common !== undefined ? [{ global, definition, common }] : [];
  });
  if (found.length === 0) {
    return undefined;
  }
  for (const { definition, common } of found) {
    const isThreadLocal = definition.symbol.type === "tls";
    symbols.push({
      ...definition.symbol,
      type: isThreadLocal ? "tls" : "object",
      place: { kind: "section", index: sections.length },
      value: 0n,
      size: common.size,
    });
    sections.push({
      name: isThreadLocal ? ".tbss" : ".bss",
      type: sectionType.nobits,
      flags: sectionFlag.alloc | sectionFlag.write | (isThreadLocal ? sectionFlag.tls : 0n),
      alignment: Math.max(1, Number(common.alignment)),
      size: Number(common.size),
      bytes: new Uint8Array(),
      entrySize: 0,
      relocations: [],
    });
  }
  const object: ElfObject = { name: "common symbols", sections, symbols };
  const input: InputObject = { object, sections: [...sections], discarded: new Set() };
  for (const [index, { global }] of found.entries()) {
    const symbol = symbols[index];
    if (symbol !== undefined) {
      global.definition = { input, symbol };
    }
  }
  return input;
}
