import type { CType, Field, StructType, UnionType } from "../ctypes/ctype.js";
import type { DataReference } from "./data-reference.js";
import { dataOf } from "./data-reference.js";
import type { MemoryClass, RegisterName } from "./operand-class.js";
import type { Register } from "./register.js";

/** Registers that can index: every one but SP, which x86 cannot encode there. */
export type IndexRegister = Register<Exclude<RegisterName, "SP">>;

export type Scale = 1 | 2 | 4 | 8;

/** Memory from a segment's base on; of `TLS`, Plan 9's pseudo-register, from the base of the thread's own storage. */
export type Segment = "FS" | "GS" | "TLS";

/**
 * Memory at `displacement + base + index * scale`, each of which may be missing. Displacement in bytes, a signed 32-bit
 * number.
 */
export interface Memory<C extends MemoryClass = MemoryClass> {
  readonly kind: "memory";
  readonly class: C;
  /** Without one it is counted from address 0, or from the beginning of the segment. */
  readonly base?: RegisterName;
  readonly segment?: Segment;
  readonly displacement: number;
  readonly index?: { readonly register: RegisterName; readonly scale: Scale };
  /** What the place is called, where it is a struct's member: `Timeval.tv_sec`. Comes out as a comment. */
  readonly called?: string;
}

/** A member of a struct somewhere in memory. `Called` and `Offset`, in bytes, are for the editor to show. */
export interface Member<Called extends string, Offset extends number, Type> extends Memory<MemoryClassOf<Type>> {
  readonly called: Called;
  /** Of the member in its struct. */
  readonly offset: Offset;
}

/** The member of this name. */
export type MemberOf<S extends StructType | UnionType, Name extends string> =
  S["fields"][Name] extends Field<string, infer Type, infer Offset>
    ? Member<`${S["name"]}.${Name}`, Offset, Type>
    : never;

/**
 * A member of one of the runtime's own structs, spelled in Plan 9 assembly by a macro of the build's headers:
 * `m_procid(R8)`. Offset in bytes.
 */
export interface RuntimeField<C extends MemoryClass = MemoryClass> {
  readonly kind: "runtime-field";
  readonly class: C;
  readonly macro: string;
  readonly base: RegisterName;
  /** Of the member. */
  readonly offset: number;
  /** Into the member, in bytes: `(g_sched+8)(R14)`. */
  readonly addend?: number;
}

/**
 * A thread-local word of the runtime: `g(CX)` or `m(CX)`, valid after `get_tls(CX)`.
 * Plan 9 spells it as an offset from GS; the machine code reads it at `fsOffset` from the FS base.
 */
export interface ThreadLocal {
  readonly kind: "thread-local";
  readonly class: "m64";
  readonly word: string;
  readonly anchor: RegisterName;
  readonly fsOffset: number;
}

/** A variable of the program, by its symbol. */
export interface Global<C extends MemoryClass = MemoryClass> {
  readonly kind: "global";
  readonly class: C;
  readonly symbol: string;
  /** Constant added to the symbol's address, in bytes. */
  readonly addend: number;
  /** What the symbol is, where that is a variable of the description. */
  readonly data?: DataReference;
}

/** The memory class of a C type: its width where an instruction can move it whole. */
export type MemoryClassOf<T> = T extends { readonly size: infer S }
  ? S extends 1
    ? "m8"
    : S extends 2
      ? "m16"
      : S extends 4
        ? "m32"
        : S extends 8
          ? "m64"
          : "block"
  : "block";

/** The memory class of a C type, at run time. */
export function memoryClass(type: CType): MemoryClass {
  if (type.kind === "struct" || type.kind === "union" || type.kind === "array") {
    return "block";
  }
  switch (type.size) {
    case 1:
      return "m8";
    case 2:
      return "m16";
    case 4:
      return "m32";
    case 8:
      return "m64";
    default:
      return "block";
  }
}

/**
 * Memory addressed by registers, of whatever width the instruction has.
 *
 * @example
 * at(SP, 8)           // 8(SP)
 * at(BX, 0, CX, 4)    // (BX)(CX*4)
 */
export function at(base: Register, displacement = 0, index?: IndexRegister, scale: Scale = 1): Memory<"m"> {
  return Object.freeze({
    kind: "memory",
    class: "m",
    base: base.class,
    displacement,
    ...(index === undefined ? {} : { index: Object.freeze({ register: index.class, scale }) }),
  });
}

/**
 * Memory at an address that is known beforehand, of whatever width the instruction has.
 *
 * @example
 * MOVL(0xf1, absolute(0xf1)) // MOVL $0xf1, 0xf1
 */
export function absolute(address: number): Memory<"m"> {
  return Object.freeze({ kind: "memory", class: "m", displacement: address });
}

/**
 * Memory at an index alone: `displacement(index*scale)`, of whatever width the instruction has.
 *
 * @example
 * LEAQ(scaled(AX, 8, 16), BX) // LEAQ 16(AX*8), BX
 */
export function scaled(index: IndexRegister, scale: Scale, displacement = 0): Memory<"m"> {
  return Object.freeze({
    kind: "memory",
    class: "m",
    displacement,
    index: Object.freeze({ register: index.class, scale }),
  });
}

/**
 * Memory `displacement` bytes from the base of a segment, of whatever width the instruction has.
 *
 * @example
 * MOVQ(segment("GS", 0x28), AX) // MOVQ 0x28(GS), AX
 */
export function segment(register: "FS" | "GS", displacement: number): Memory<"m"> {
  return Object.freeze({ kind: "memory", class: "m", segment: register, displacement });
}

/**
 * The thread's own storage by Plan 9's pseudo-register: `-16(TLS)`. `displacement` in bytes from the FS base, where the
 * machine code finds it; a Plan 9 toolchain counts from where its linker puts the runtime's words.
 */
export function threadLocalStorage(displacement: number): Memory<"m"> {
  return Object.freeze({ kind: "memory", class: "m", segment: "TLS", displacement });
}

/**
 * A member of a struct or union that lies at `place`.
 *
 * @example
 * MOVQ(field(Timeval, "tv_sec", at(SP, 8)), BX)
 */
export function field<S extends StructType | UnionType, const Name extends keyof S["fields"] & string>(
  aggregate: S,
  name: Name,
  place: Memory,
): MemberOf<S, Name>;
export function field(aggregate: StructType | UnionType, name: string, place: Memory): Memory {
  const member = aggregate.fields[name];
  if (member === undefined) {
    throw new Error(`${aggregate.name} has no field ${name}; it has ${Object.keys(aggregate.fields).join(", ")}`);
  }
  return Object.freeze({
    ...place,
    class: memoryClass(member.type),
    displacement: place.displacement + member.offset,
    called: `${aggregate.name}.${name}`,
    offset: member.offset,
  });
}

/**
 * Members of a runtime struct at offsets fixed by the runtime's build, each a function of the register that points at
 * the struct. `offset` in bytes.
 *
 * @example
 * const { m_procid } = runtimeFields({ m_procid: { offset: 64, type: uint64 } });
 * MOVQ(AX, m_procid(R8));
 */
export function runtimeFields<
  const Members extends Readonly<Record<string, { readonly offset: number; readonly type: CType }>>,
>(
  members: Members,
): {
  readonly [Macro in keyof Members & string]: (base: Register) => RuntimeField<MemoryClassOf<Members[Macro]["type"]>>;
} {
  const table: Record<string, (base: Register) => RuntimeField> = {};
  for (const [macro, { offset, type }] of Object.entries(members)) {
    table[macro] = (base) =>
      Object.freeze({ kind: "runtime-field", class: memoryClass(type), macro, base: base.class, offset });
  }
  return Object.freeze(table) as ReturnType<typeof runtimeFields<Members>>;
}

/**
 * A thread-local word. `fsOffset` is its distance from the FS base, in bytes.
 *
 * @example
 * const g = threadLocalWord("g", -16);
 * MOVQ(g(CX), R10);
 */
export function threadLocalWord(word: string, fsOffset: number): (anchor: Register) => ThreadLocal {
  return (anchor) => Object.freeze({ kind: "thread-local", class: "m64", word, anchor: anchor.class, fsOffset });
}

/**
 * A variable of the program, `addend` bytes into it: one of the description, or by its symbol one of another file.
 *
 * @example
 * MOVQ(global(table, uint64, 8), AX)
 */
export function global<T extends CType>(
  variable: string | DataReference,
  type: T,
  addend = 0,
): Global<MemoryClassOf<T>> {
  return Object.freeze({
    kind: "global",
    class: memoryClass(type) as MemoryClassOf<T>,
    symbol: typeof variable === "string" ? variable : variable.name,
    addend,
    ...(typeof variable === "string" ? {} : dataOf(variable)),
  });
}

/**
 * A variable of the program, `addend` bytes into it, of whatever width the instruction has.
 *
 * @example
 * LEAQ(globalAt("runtime·tls0"), DI) // LEAQ runtime·tls0(SB), DI
 */
export function globalAt(variable: string | DataReference, addend = 0): Global<"m"> {
  return Object.freeze({
    kind: "global",
    class: "m",
    symbol: typeof variable === "string" ? variable : variable.name,
    addend,
    ...(typeof variable === "string" ? {} : dataOf(variable)),
  });
}
