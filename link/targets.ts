import type { ObjectSymbol } from "../elf/object.js";
import type { InputObject, Target } from "./input-object.js";
import { isLinkerSymbol } from "./linker-symbols.js";
import type { GlobalSymbol } from "./resolve-symbols.js";

/**
 * What each symbol of an object stands for in the program, by its index in the object. `loaded` are the names of the
 * program's sections that are loaded.
 */
export function targetsOf(
  input: InputObject,
  globals: ReadonlyMap<string, GlobalSymbol>,
  loaded: ReadonlySet<string>,
): readonly Target[] {
  return input.object.symbols.map((symbol) =>
    symbol.binding === "local" || symbol.name === ""
      ? placed(input, symbol)
      : globalTarget(symbol.name, globals.get(symbol.name), loaded),
  );
}

/** What a name stands for in the program. */
export function globalTarget(name: string, global: GlobalSymbol | undefined, loaded: ReadonlySet<string>): Target {
  if (global?.definition !== undefined) {
    return placed(global.definition.input, global.definition.symbol);
  }
  return isLinkerSymbol(name, loaded)
    ? { kind: "linker", name }
    : { kind: "undefined", name, weak: global !== undefined && !global.wanted };
}

function placed(input: InputObject, symbol: ObjectSymbol): Target {
  const { place, value } = symbol;
  switch (place.kind) {
    case "section":
      return input.discarded.has(place.index)
        ? { kind: "discarded", symbol }
        : { kind: "section", input, section: place.index, value, symbol };
    case "absolute":
      return { kind: "absolute", value, symbol };
    case "undefined":
    case "common":
      // A local symbol cannot be either, but a file may say so.
      return { kind: "undefined", name: symbol.name === "" ? "a symbol without a name" : symbol.name, weak: false };
  }
}
