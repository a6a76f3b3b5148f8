import type { ObjectSymbol } from "../elf/object.js";
import type { InputObject, Target } from "./input-object.js";
import { linkerSymbolAddress } from "./linker-symbols.js";
import type { ProgramValues } from "./program-values.js";
import type { GlobalSymbol } from "./resolve-symbols.js";

/** A symbol of the program. */
export interface ProgramSymbol {
  readonly name: string;
  /** Of a thread-local one, its offset in the block. */
  readonly value: bigint;
  readonly size: bigint;
  readonly type: ObjectSymbol["type"];
  readonly binding: ObjectSymbol["binding"];
  readonly visibility: ObjectSymbol["visibility"];
  /** The section of the program that it lies in, absent where it is a number or undefined. */
  readonly section?: string;
  /** The object that defines it; the linker's own have none. */
  readonly object?: string;
  readonly place: ObjectSymbol["place"];
}

/**
 * The symbols of the program: of each object its file and local symbols, then all global ones, then those of the linker
 * that somebody uses.
 */
export function programSymbols(
  inputs: readonly InputObject[],
  globals: ReadonlyMap<string, GlobalSymbol>,
  targets: ReadonlyMap<InputObject, readonly Target[]>,
  values: ProgramValues,
): readonly ProgramSymbol[] {
  const indices = new Map(values.layout.sections.map((section, index) => [section, index]));
  const ofLinker = linkersNames(targets);
  const symbols: ProgramSymbol[] = [];
  for (const input of inputs) {
    for (const symbol of input.object.symbols) {
      if (symbol.binding === "local" && symbol.type !== "section" && !isAnonymous(symbol)) {
        symbols.push(...(symbol.type === "file" ? [fileSymbol(symbol)] : placed(input, symbol, false)));
      }
    }
  }
  for (const { name, definition, hidden, wanted } of globals.values()) {
    if (definition !== undefined) {
      symbols.push(...placed(definition.input, definition.symbol, hidden));
    } else if (!wanted && !ofLinker.has(name)) {
      symbols.push({ ...nowhere, name, binding: "weak", place: { kind: "undefined" } });
    }
  }
  for (const name of [...ofLinker].toSorted()) {
    const address = linkerSymbolAddress(name, values.layout);
    symbols.push({ ...nowhere, name, value: BigInt(address), binding: "global", place: { kind: "absolute" } });
  }
  return symbols;

  function placed(input: InputObject, symbol: ObjectSymbol, hidden: boolean): readonly ProgramSymbol[] {
    const { name, size, type, visibility } = symbol;
    const common = { name, size, type, visibility, binding: hidden ? ("local" as const) : symbol.binding };
    if (symbol.place.kind === "absolute") {
      return [{ ...common, value: symbol.value, place: symbol.place, object: input.object.name }];
    }
    const piece = symbol.place.kind === "section" ? values.pieceOf(input, symbol.place.index) : undefined;
    if (symbol.place.kind !== "section" || piece === undefined) {
      return [];
    }
    const target: Target = { kind: "section", input, section: symbol.place.index, value: symbol.value, symbol };
    const { output } = piece;
    const isThreadLocal = type === "tls";
    return [
      {
        ...common,
        value: isThreadLocal ? values.blockOffset(target) : values.address(target),
        section: output.name,
        object: input.object.name,
        place: { kind: "section", index: indices.get(output) ?? 0 },
      },
    ];
  }
}

/** What assemblers call `.L...` is nobody's business but the object's. */
function isAnonymous({ name }: ObjectSymbol): boolean {
  return name === "" || name.startsWith(".L");
}

const nowhere = Object.freeze({ value: 0n, size: 0n, type: "none", visibility: "default" });

function fileSymbol({ name }: ObjectSymbol): ProgramSymbol {
  return { ...nowhere, name, type: "file", binding: "local", place: { kind: "absolute" } };
}

function linkersNames(targets: ReadonlyMap<InputObject, readonly Target[]>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const ofInput of targets.values()) {
    for (const target of ofInput) {
      if (target.kind === "linker") {
        names.add(target.name);
      }
    }
  }
  return names;
}
