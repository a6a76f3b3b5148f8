import { bsdRows, type BsdRow } from "./bsd-rows.js";
import { Conditionals } from "../preprocessor/conditionals.js";
import type { Macros } from "../preprocessor/condition.js";
import type { Report } from "../preprocessor/fault.js";
import { resolvedPrototype, writtenPrototype } from "./prototype.js";
import type { ImportedCall } from "./table.js";
import type { Line, Token } from "../preprocessor/token.js";
import type { TypeResolver } from "./type-resolver.js";

/** The BSDs' dialects of syscalls.master. */
export type BsdDialect = "openbsd" | "freebsd" | "netbsd";

/** What a kernel for amd64 is compiled with, where nobody says otherwise. */
const amd64: Macros = new Map([
  ...["_LP64", "__LP64__", "__amd64__", "__x86_64__", "amd64"].map((name) => [name, "1"] as const),
  ...["i386", "alpha", "sparc", "sparc64", "vax", "hppa", "powerpc", "mips"].flatMap((machine) =>
    [machine, `__${machine}__`].map((name) => [name, undefined] as const),
  ),
]);

/** Reads a syscalls.master. */
export function readBsdTable(
  lines: readonly Line[],
  dialect: BsdDialect,
  macros: Macros,
  types: TypeResolver,
  report: Report,
): readonly ImportedCall[] {
  const conditionals = new Conditionals(new Map([...amd64, ...macros]), report);
  return bsdRows(lines, conditionals, report).flatMap((row) => readCall(row, dialect, types, report) ?? []);
}

function readCall(row: BsdRow, dialect: BsdDialect, types: TypeResolver, report: Report): ImportedCall | undefined {
  const { place, number, words, body, conditions } = row;
  const compat = words.find((word) => /^M?(?:COMPAT|CPT_|LIBCOMPAT)/.test(word));
  const notes = compat === undefined ? [] : [`For older programs (${compat}).`];
  if (body === undefined) {
    return withoutPrototype(row, notes, report);
  }
  const { tokens, named } = dialect === "netbsd" ? withoutBars(body) : { tokens: body, named: undefined };
  const written = writtenPrototype(tokens, place, report);
  if (written === undefined) {
    return undefined;
  }
  const alias = row.trailing[0]?.text;
  const base = alias ?? named ?? written.name.text.replace(/^sys_(?=.)/, "");
  const name = compat === undefined ? base : compatName(base, alias !== undefined, compat, dialect);
  const prototype = resolvedPrototype(written, name, types, report);
  return prototype === undefined ? undefined : { name, number, place, prototype, conditions, notes };
}

/** A row of the oldest tables, which give the number of arguments instead of a prototype: `4 STD 3 write`. */
function withoutPrototype(row: BsdRow, notes: readonly string[], report: Report): ImportedCall | undefined {
  const { place, number, words, conditions } = row;
  if (words.some((word) => /^M?NODEF$/.test(word))) {
    // The number is free for a module to take, and nothing is known of what that would be.
    return undefined;
  }
  const name = words.at(-1) ?? "";
  if (words.length < 2 || !/^[a-z_]\w*$/.test(name)) {
    report({ place, message: `call ${String(number)} has no prototype`, hint: "expected { type name(parameters); }" });
    return undefined;
  }
  return { name, number, place, conditions, notes };
}

/**
 * NetBSD's `type|prefix|version|name(parameters)` as C. The call of a version, such as `int|sys|50|stat`, is named
 * `__stat50`, as sys/kern/makesyscalls.sh does it.
 */
function withoutBars(body: readonly Token[]): {
  readonly tokens: readonly Token[];
  readonly named: string | undefined;
} {
  const bars = body.flatMap(({ text }, index) => (text === "|" ? [index] : []));
  const [first, second, third] = bars;
  if (first === undefined || second === undefined || third === undefined) {
    return { tokens: body, named: undefined };
  }
  const base = body[third + 1]?.text ?? "";
  const version = body
    .slice(second + 1, third)
    .map(({ text }) => text)
    .join("");
  return {
    tokens: [...body.slice(0, first), ...body.slice(third + 1)],
    named: version === "" ? base : `__${base}${version}`,
  };
}

/** The name of a call that is kept for older programs: it must not be that of the call which took its place. */
function compatName(base: string, isAlias: boolean, compat: string, dialect: BsdDialect): string {
  if (dialect === "freebsd") {
    const release = /^M?COMPAT(\d+)$/.exec(compat)?.[1];
    const prefix = release === undefined ? (/^M?COMPAT_(\w+)$/.exec(compat)?.[1] ?? "") : `freebsd${release}`;
    return prefix === "" ? `o${base}` : `${prefix.toLowerCase()}_${base}`;
  }
  return isAlias ? base : `${compat.toLowerCase()}_${base}`;
}
