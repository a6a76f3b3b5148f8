import { once } from "../dsl/lowering/once.js";
import type { Contract } from "../dsl/contracts/contract.js";
import type { EntryRegister, EntryWord, Pointee } from "../dsl/contracts/value.js";
import type { RegisterName } from "../dsl/operands/operand-class.js";

/** A thread-local word that a contract names. */
export type NamedWord = Pick<EntryWord, "word" | "fsOffset">;

interface EntryValues {
  readonly words: readonly NamedWord[];
  readonly values: readonly (EntryWord | Pointee)[];
  readonly registers: readonly RegisterName[];
}

/** The thread-local words that a contract names, each once. */
export function wordsOf(contract: Contract): readonly NamedWord[] {
  return lookedThrough(contract).words;
}

/** What a contract says of memory as it was at entry. */
export function entryValuesOf(contract: Contract): readonly (EntryWord | Pointee)[] {
  return lookedThrough(contract).values;
}

/** The registers whose contents at entry a contract speaks of, each once. */
export function entryRegistersOf(contract: Contract): readonly RegisterName[] {
  return lookedThrough(contract).registers;
}

const lookedThrough = once((contract: Contract): EntryValues => {
  const words = new Map<string, NamedWord>();
  const values: (EntryWord | Pointee)[] = [];
  const registers = new Set<RegisterName>();
  const visit = (item: unknown): void => {
    if (typeof item !== "object" || item === null) {
      return;
    }
    if (isNamedWord(item)) {
      words.set(item.word, { word: item.word, fsOffset: item.fsOffset });
    }
    if (isEntryValue(item)) {
      values.push(item);
    }
    if (isEntryRegister(item)) {
      registers.add(item.register);
    }
    Object.values(item).forEach(visit);
  };
  visit(contract.steps);
  return { words: [...words.values()], values, registers: [...registers] };
});

function isNamedWord(item: object): item is NamedWord {
  return "fsOffset" in item && typeof item.fsOffset === "number" && "word" in item && typeof item.word === "string";
}

function isEntryValue(item: object): item is EntryWord | Pointee {
  return "kind" in item && (item.kind === "entry-word" || item.kind === "pointee");
}

function isEntryRegister(item: object): item is EntryRegister {
  return "kind" in item && item.kind === "entry-register";
}
