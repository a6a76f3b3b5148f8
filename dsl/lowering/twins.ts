import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { BodyItem } from "../routines/node.js";
import type { Routine } from "../routines/routine.js";
import { madeLike } from "../routines/routine-twin.js";
import { isBodyList } from "./flatten.js";
import { isCSymbol } from "./object-symbol.js";
import { once } from "./once.js";
import { isSymbolName } from "./symbol-pattern.js";
import { unitSymbols } from "./unit-symbols.js";

/**
 * Routines that are the same but for their names, what is written above them, and where they are described. A loop makes
 * thousands of them, and what holds of one, its mistakes, its machine code, the text of its instructions, holds of all:
 * the first of them is their model.
 */
export interface Twins {
  /** The unit with its models only. */
  readonly unit: AssemblyUnit;
  /** Of each routine, in the order of the whole unit, which routine of that unit its model is; of most it is itself. */
  readonly models: readonly number[];
}

/** Finds the twins of a unit. */
export const twinsOf = once(findTwins);

function findTwins(unit: AssemblyUnit): Twins {
  const { arePlain } = unitSymbols(unit);
  const distinct: Model[] = [];
  const byLikeness = new Map<number, Model[]>();
  const modelOf = (routine: Routine): Model => {
    const likeness = likenessOf(routine);
    const alike = byLikeness.get(likeness) ?? [];
    const known = alike.find((model) => areTwins(model.routine, routine));
    if (known !== undefined) {
      return known;
    }
    const model = { index: distinct.length, routine };
    distinct.push(model);
    alike.push(model);
    byLikeness.set(likeness, alike);
    return model;
  };
  /** The model of a routine, and so of those that were made like it. */
  const byOrigin = new Map<Routine, Model>();
  const models = unit.routines.map((routine) => {
    const origin = madeLike(routine) ?? routine;
    const known = byOrigin.get(origin);
    if (known !== undefined && (arePlain || haveNamesAlike(known.routine.name, routine.name))) {
      return known.index;
    }
    const model = modelOf(routine);
    byOrigin.set(origin, model);
    return model.index;
  });
  const routines = Object.freeze(distinct.map(({ routine }) => routine));
  return Object.freeze({
    unit: routines.length === unit.routines.length ? unit : Object.freeze({ ...unit, routines }),
    models: Object.freeze(models),
  });
}

/** A routine that stands for its twins; `index` is its place among the models. */
interface Model {
  readonly index: number;
  readonly routine: Routine;
}

/** A number that twins have in common and few others: of the mnemonics and numbers of a body. */
function likenessOf({ body, arguments: { length }, frame }: Routine): number {
  return likenessOfItems(body, typeof frame === "number" ? length * 31 + frame : length);
}

function likenessOfItems(items: readonly BodyItem[], before: number): number {
  let sum = before;
  for (const item of items) {
    if (isBodyList(item)) {
      sum = likenessOfItems(item, sum);
    } else if (item.kind === "instruction") {
      const { mnemonic, operands } = item;
      sum = mix(sum, mnemonic.length * 128 + mnemonic.charCodeAt(mnemonic.length - 1));
      for (const operand of operands) {
        sum = mix(sum, likenessOfOperand(operand));
      }
    }
  }
  return sum;
}

function likenessOfOperand(operand: unknown): number {
  if (typeof operand === "number") {
    return operand;
  }
  return typeof operand === "object" && operand !== null && "number" in operand && typeof operand.number === "number"
    ? operand.number
    : 7;
}

function mix(sum: number, value: number): number {
  return (Math.imul(sum, 31) + value) | 0;
}

function areTwins(a: Routine, b: Routine): boolean {
  return (
    a.frame === b.frame &&
    a.argumentBytes === b.argumentBytes &&
    a.faults === undefined &&
    b.faults === undefined &&
    haveNamesAlike(a.name, b.name) &&
    new Comparison(a, b).areSame()
  );
}

/** How a name is spelled decides where it may stand, and one that is no symbol is a mistake of its own. */
function haveNamesAlike(a: string, b: string): boolean {
  return isCSymbol(a) === isCSymbol(b) && suffixOf(a) === suffixOf(b) && isSymbolName(a) && isSymbolName(b);
}

function suffixOf(name: string): string {
  const at = name.indexOf("<");
  return at < 0 ? "" : name.slice(at);
}

/** One comparison of two routines, which pairs their labels on its way. */
class Comparison {
  readonly #a: Routine;
  readonly #b: Routine;
  readonly #labels = new Map<unknown, unknown>();

  constructor(a: Routine, b: Routine) {
    this.#a = a;
    this.#b = b;
  }

  areSame(): boolean {
    const [a, b] = [this.#a, this.#b];
    return (
      this.#sameItems(a.body, b.body) &&
      this.#sameList(a.arguments, b.arguments) &&
      this.#sameList(a.labels, b.labels) &&
      this.#same(a.flags, b.flags) &&
      this.#same(a.returns, b.returns) &&
      this.#same(a.contract, b.contract)
    );
  }

  /** Are two pieces of bodies the same? Each instruction is looked at: two routines must not share a label. */
  #sameItems(a: readonly BodyItem[], b: readonly BodyItem[]): boolean {
    if (a.length !== b.length) {
      return false;
    }
    for (let index = 0; index < a.length; index += 1) {
      const [one, other] = [a[index], b[index]];
      if (one === undefined || other === undefined || !this.#sameItem(one, other)) {
        return false;
      }
    }
    return true;
  }

  #sameItem(a: BodyItem, b: BodyItem): boolean {
    if (isBodyList(a) || isBodyList(b)) {
      return isBodyList(a) && isBodyList(b) && this.#sameItems(a, b);
    }
    if (a.kind === "instruction") {
      return b.kind === "instruction" && a.mnemonic === b.mnemonic && this.#sameList(a.operands, b.operands);
    }
    if (a.kind === "variant") {
      return (
        b.kind === "variant" &&
        a.erratum === b.erratum &&
        this.#sameItems(a.original, b.original) &&
        this.#sameItems(a.corrected, b.corrected)
      );
    }
    return this.#same(a, b);
  }

  #sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
    if (a.length !== b.length) {
      return false;
    }
    for (let index = 0; index < a.length; index += 1) {
      if (!this.#same(a[index], b[index])) {
        return false;
      }
    }
    return true;
  }

  /** Are two parts of the descriptions the same? */
  #same(a: unknown, b: unknown): boolean {
    if (!isRecord(a) || !isRecord(b)) {
      return Object.is(a, b);
    }
    const { kind } = a;
    if (kind === "label") {
      return this.#sameLabel(a, b);
    }
    if (a === b) {
      return true;
    }
    // Another routine or variable like this one is another one.
    return kind !== "routine" && kind !== "data" && this.#sameProperties(a, b);
  }

  #sameProperties(a: Described, b: Described): boolean {
    let count = 0;
    for (const key in a) {
      count += 1;
      if (key !== "site" && !this.#sameProperty(key, a[key], b[key])) {
        return false;
      }
    }
    return count === Object.keys(b).length;
  }

  #sameProperty(key: string, a: unknown, b: unknown): boolean {
    if (key === "routine" && typeof a === "string") {
      // Whose argument or label it is: its own routine's in both, or another one's.
      const [own, others] = [a === this.#a.name, b === this.#b.name];
      return own === others && (own || a === b);
    }
    return this.#same(a, b);
  }

  /** Labels are what they are by themselves: those of twins stand in the same places. */
  #sameLabel(a: Described, b: Described): boolean {
    if (a === b) {
      return false;
    }
    const [toB, toA] = [this.#labels.get(a), this.#labels.get(b)];
    if (toB !== undefined || toA !== undefined) {
      return toB === b && toA === a;
    }
    this.#labels.set(a, b);
    this.#labels.set(b, a);
    return this.#sameProperties(a, b);
  }
}

/** An object or a list of a description, whose properties are compared by their names. */
type Described = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Described {
  return typeof value === "object" && value !== null;
}
