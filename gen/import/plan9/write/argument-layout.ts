import type { Width } from "../../../../dsl/operands/operand-class.js";
import { dsl, dslCall, number, type Expression, type Member } from "./expression.js";

/** An instruction reads or writes `name+offset(FP)`. */
export interface ArgumentAccess {
  readonly name: string;
  readonly offset: number;
  /** In bits; undefined where only the address matters. */
  readonly width: Width | undefined;
  /** The instruction takes the value for a signed one. */
  readonly isSigned: boolean;
}

/** An argument as the module declares it. */
export interface LaidArgument {
  readonly name: string;
  readonly offset: number;
  readonly width: Width;
  readonly isSigned: boolean;
  /** Its type, or where it lies too. */
  readonly declaration: Expression;
}

/**
 * The arguments that a routine uses, as a declaration that gives every one of them the place that the source gives it.
 * An argument is as wide as the widest access at its beginning.
 */
export function argumentLayout(accesses: readonly ArgumentAccess[]): ReadonlyMap<string, LaidArgument> {
  const byName = new Map<string, ArgumentAccess[]>();
  for (const access of accesses) {
    const own = byName.get(access.name);
    if (own === undefined) {
      byName.set(access.name, [access]);
    } else {
      own.push(access);
    }
  }
  const found = [...byName].map(([name, own]) => ({
    name,
    own,
    offset: own.reduce((least, { offset }) => Math.min(least, offset), Infinity),
  }));
  found.sort((a, b) => a.offset - b.offset);
  let end = 0;
  return new Map(
    found.map(({ name, own, offset }, index): readonly [string, LaidArgument] => {
      const atBeginning = own.filter((access) => access.offset === offset);
      const width = widest(atBeginning) ?? defaultWidth(offset, offsetBehind(found, index));
      const signs = atBeginning.filter((access) => access.width === width);
      const isSigned = signs.length > 0 && signs.some((access) => access.isSigned);
      const bytes = width / 8;
      const type = dsl(typeName(width, isSigned));
      const follows = Math.ceil(end / bytes) * bytes === offset;
      const declaration = follows ? type : dslCall("placed", number(BigInt(offset)), type);
      end = offset + bytes;
      return [name, { name, offset, width, isSigned, declaration }];
    }),
  );
}

/** Where the next argument begins that lies behind one; they are in order. */
function offsetBehind(found: readonly { readonly offset: number }[], index: number): number | undefined {
  const offset = found[index]?.offset ?? 0;
  let next = index + 1;
  while (found[next]?.offset === offset) {
    next += 1;
  }
  return found[next]?.offset;
}

/** The members of `args`. */
export function argumentMembers(layout: ReadonlyMap<string, LaidArgument>): readonly Member[] {
  return [...layout.values()].map(({ name, declaration }) => ({ key: name, value: declaration }));
}

/** The type of DSL that an access of so many bits stands for. */
export function typeName(width: Width, isSigned: boolean): string {
  return `${isSigned ? "int" : "uint"}${String(width)}`;
}

function widest(accesses: readonly ArgumentAccess[]): Width | undefined {
  return accesses
    .map(({ width }) => width)
    .filter((width) => width !== undefined)
    .reduce<Width | undefined>((most, width) => (most === undefined || width > most ? width : most), undefined);
}

/** Of an argument of which only the address is taken. */
function defaultWidth(offset: number, behind: number | undefined): Width {
  const widths: readonly Width[] = [64, 32, 16, 8];
  const room = behind === undefined ? Infinity : (behind - offset) * 8;
  return widths.find((width) => (offset * 8) % width === 0 && width <= room) ?? 8;
}
