import type { ScalarType } from "../dsl/ctypes/ctype.js";
import { underlyingType } from "../dsl/ctypes/underlying-type.js";
import { objectSymbol } from "../dsl/lowering/object-symbol.js";
import type { Value } from "../dsl/contracts/value.js";
import type { CpuState } from "./engine/engine.js";
import { registerNumber } from "./engine/engine.js";
import { addressIn } from "./place-data.js";
import type { Scenario } from "./scenario.js";

/** What is known of a run, for working out what its contract expects. */
export interface Knowledge {
  readonly scenario: Scenario;
  /** Where the symbols lie that the routine, its contract and the program's variables name. */
  readonly symbols: ReadonlyMap<string, bigint>;
  /** The registers at entry. */
  readonly entry: CpuState;
  /** Eight bytes of memory as they were at entry. */
  readonly entryMemory: (address: bigint) => bigint;
  /** Results of the system calls made so far, by their place in the contract. */
  readonly results: readonly (bigint | undefined)[];
  /** What AX held when the routines called so far came back, in order. */
  readonly called: readonly bigint[];
  /** What the kernel wrote, by the call's place in the contract and the parameter that pointed there. */
  readonly written: ReadonlyMap<string, Uint8Array>;
}

/** The name of what the kernel wrote through `parameter` of call `call`. */
export function writtenKey(call: number, parameter: string): string {
  return `${String(call)} ${parameter}`;
}

/**
 * The number that a value of a contract is in this run, as 64 bits. A scratch address is the routine's own choice and
 * has no number: undefined.
 */
export function evaluate(value: Value, known: Knowledge): bigint | undefined {
  if (typeof value === "number") {
    return BigInt.asUintN(64, BigInt(value));
  }
  switch (value.kind) {
    case "constant":
      return BigInt.asUintN(64, BigInt(value.value));
    case "argument":
      return known.scenario.arguments.get(value.name);
    case "extended": {
      const bits = 8 * value.of.type.size;
      const given = known.scenario.arguments.get(value.of.name);
      return given === undefined || !value.signed ? given : BigInt.asUintN(64, BigInt.asIntN(bits, given));
    }
    case "call-result":
      return known.results[value.call];
    case "called-result":
      return known.called[value.call];
    case "promoted": {
      const given = evaluate(value.of, known);
      return given === undefined ? undefined : promote(given, value.type);
    }
    case "aligned-down": {
      const given = evaluate(value.of, known);
      return given === undefined ? undefined : given & ~(BigInt(value.alignment) - 1n);
    }
    case "kernel-wrote": {
      const bytes = known.written.get(writtenKey(value.call, value.parameter));
      return bytes === undefined ? undefined : littleEndian(bytes.subarray(value.offset, value.offset + value.size));
    }
    case "entry-register":
      return known.entry.registers[registerNumber[value.register]];
    case "entry-word":
      return known.entryMemory(known.entry.fsBase + BigInt(value.fsOffset));
    case "pointee": {
      const address = evaluate(value.of, known);
      return address === undefined ? undefined : known.entryMemory(BigInt.asUintN(64, address + BigInt(value.offset)));
    }
    case "sum": {
      const base = evaluate(value.of, known);
      return base === undefined ? undefined : BigInt.asUintN(64, base + BigInt(value.addend));
    }
    case "address":
      return BigInt.asUintN(64, addressIn(known.symbols, objectSymbol(value.symbol)) + BigInt(value.addend));
    case "unequal": {
      const [one, other] = [evaluate(value.one, known), evaluate(value.other, known)];
      return one === undefined || other === undefined ? undefined : one === other ? 0n : 1n;
    }
    case "scratch":
      return undefined;
  }
}

/** What a number of a type is in a register of C's: at least 32 bits of it mean something. */
function promote(value: bigint, type: ScalarType): bigint {
  const bits = 8 * type.size;
  const behind = underlyingType(type);
  return bits < 32 && behind.kind === "integer" && behind.signed
    ? BigInt.asUintN(32, BigInt.asIntN(bits, value))
    : BigInt.asUintN(bits, value);
}

/** Eight bytes, and the same as a number. */
const wordBytes = new Uint8Array(8);
const word = new DataView(wordBytes.buffer);

/** The number that bytes are in memory. */
export function littleEndian(bytes: Uint8Array): bigint {
  if (bytes.length > wordBytes.length) {
    return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }
  word.setBigUint64(0, 0n);
  wordBytes.set(bytes);
  return word.getBigUint64(0, true);
}

/** The bytes of a number in memory. */
export function toBytes(value: bigint, size: number): Uint8Array {
  if (size > wordBytes.length) {
    return Uint8Array.from({ length: size }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
  }
  word.setBigUint64(0, value, true);
  return wordBytes.slice(0, size);
}
