import type { Contract } from "../contracts/contract.js";
import { callsRoutine, inOrder, preserving, returns, returnsNothing } from "../contracts/contract.js";
import type { EquivalentMutants } from "../contracts/equivalent-mutants.js";
import type { Value } from "../contracts/value.js";
import { alignedDown, calledResult, entryRegister, pointee, promoted } from "../contracts/value.js";
import type { ScalarType } from "../ctypes/ctype.js";
import { alignUp, int32, voidType } from "../ctypes/ctype.js";
import type { Prototype } from "../ctypes/prototype.js";
import { prototype } from "../ctypes/prototype.js";
import { instruction } from "../instructions/instruction.js";
import { attRegister } from "../lowering/att-register.js";
import type { SymbolReference } from "../operands/code.js";
import { cSymbol } from "../operands/code.js";
import { at } from "../operands/memory.js";
import type { Operand } from "../operands/operand.js";
import type { Register } from "../operands/register.js";
import { AX, SP } from "../operands/register.js";
import { none } from "../routines/frame.js";
import type { BodyItem } from "../routines/node.js";
import type { Routine, RoutineFault } from "../routines/routine.js";
import { makeRoutine, placeArguments } from "../routines/routine.js";
import { captureSite } from "../source-site.js";
import type { Bridge } from "./bridge.js";
import { bridgedSignature } from "./bridge.js";
import {
  cArguments,
  cPreserved,
  cStackAlignment,
  cStackSlot,
  exactMove,
  isPromoted,
  promotingMove,
} from "./passing.js";

/** How C code sees a routine, where that does not follow from the routine. */
export interface FromCOptions {
  /** What C code declares. Default: the routine's own name, arguments and result. */
  readonly prototype?: Prototype;
  /** Arguments that the routine takes in the register in which C passes them, not on the stack. */
  readonly inRegisters?: readonly string[];
  /** Arguments that are the top of a stack on which C code is going to run: they are aligned as C wants it. */
  readonly stacksForC?: readonly string[];
}

/** An argument on its way from where C passes it to where the Plan 9 routine looks for it. */
interface Passed {
  readonly name: string;
  readonly type: ScalarType;
  /** Undefined: on C's stack. */
  readonly register: Register | undefined;
  /** Its place among C's arguments, counted from 0. */
  readonly index: number;
  readonly isStack: boolean;
}

/**
 * Lets C code call a routine of the port: takes the arguments from registers, puts them on the stack, calls, and keeps
 * the registers that C wants kept. It defines the routine's name as C spells it, with the middle dot.
 *
 * @example
 * bridgeFromC(write)   // int32_t runtime·write(int32_t fd, uint8_t *buf, int32_t nbyte);
 * bridgeFromC(exit1, { prototype: prototype("runtime·exit1", voidType, { status: int32 }) })
 */
export function bridgeFromC(target: Routine, options?: FromCOptions): Bridge;
export function bridgeFromC(target: SymbolReference, options: FromCOptions & { readonly prototype: Prototype }): Bridge;
export function bridgeFromC(target: Routine | SymbolReference, options: FromCOptions = {}): Bridge {
  const declared = options.prototype ?? prototypeOf(target);
  const signature = bridgedSignature(declared, target.name);
  const passed = signature.parameters.map(({ name, type }, index): Passed => ({
    name,
    type,
    register: cArguments[index],
    index,
    isStack: options.stacksForC?.includes(name) ?? false,
  }));
  const inRegisters = passed.filter(({ name }) => options.inRegisters?.includes(name));
  const onStack = passed.filter((one) => !inRegisters.includes(one));
  const faults = [
    ...signature.faults,
    ...checkOptions(options, passed, declared),
    ...(target.kind === "routine" ? checkAgainst(target, onStack, signature.result) : []),
  ];
  const call: PlannedCall = { target, onStack, inRegisters, result: signature.result };
  return Object.freeze({
    kind: "bridge",
    direction: "from-c",
    prototype: declared,
    routine: {
      ...makeRoutine(
        cSymbol(declared.name),
        {
          doc: `${declared.name} for C code: calls ${target.name} with its arguments on the stack, as Plan 9 code does,\nand keeps the registers that C functions keep.`,
          returns: resultOf(signature.result),
          frame: none,
          ...(faults.length > 0 ? {} : { contract: () => contractOf(call) }),
        },
        // What cannot be bridged has no code that could have mistakes of its own.
        () => (faults.length > 0 ? [node("RET", [])] : bodyOf(call)),
        captureSite(bridgeFromC),
      ),
      faults,
    },
    equivalentMutants: equivalentMutants(cSymbol(declared.name), call),
  });
}

interface PlannedCall {
  readonly target: Routine | SymbolReference;
  readonly onStack: readonly Passed[];
  readonly inRegisters: readonly Passed[];
  readonly result: ScalarType | undefined;
}

/** What a description without types leaves out is told by the checks of the prototype. */
function prototypeOf(target: Routine | SymbolReference): Prototype {
  return target.kind === "routine"
    ? prototype(target.name, target.returns, target.argumentTypes)
    : prototype(target.name, voidType);
}

/** In C a narrow result is one of 32 bits. */
function resultOf(result: ScalarType | undefined): Routine["returns"] {
  return result === undefined ? voidType : isPromoted(result) ? int32 : result;
}

function contractOf({ target, onStack, inRegisters, result }: PlannedCall): Contract {
  return preserving(
    cPreserved,
    inOrder(
      callsRoutine(target, {
        registers: Object.fromEntries(
          inRegisters.flatMap((one) => (one.register === undefined ? [] : [[one.register.class, incoming(one)]])),
        ),
        stack: places(onStack).map(({ one, offset }) => ({ offset, type: one.type, value: incoming(one) })),
      }),
      result === undefined
        ? returnsNothing
        : returns(isPromoted(result) ? promoted(calledResult(0), result) : calledResult(0)),
    ),
  );
}

/** What C passes: in a register, or in a slot of its stack above the return address. */
function incoming({ register, index, isStack }: Passed): Value {
  const value =
    register === undefined
      ? pointee(entryRegister(SP), cStackSlot * (1 + index - cArguments.length))
      : entryRegister(register);
  return isStack ? alignedDown(value, cStackAlignment) : value;
}

/** Where Plan 9 code looks for the arguments: offsets from SP at the call. */
function places(passed: readonly Passed[]): readonly { readonly one: Passed; readonly offset: number }[] {
  const types = Object.fromEntries(passed.map(({ name, type }) => [name, type]));
  const offsets = new Map(placeArguments("", types).map(({ name, offset }) => [name, offset]));
  return passed.map((one) => ({ one, offset: offsets.get(one.name) ?? 0 }));
}

/** Bytes that the arguments take, whole words. */
function roomFor(placed: ReturnType<typeof places>): number {
  const last = placed.at(-1);
  return last === undefined ? 0 : alignUp(last.offset + last.one.type.size, cStackSlot);
}

/** Where an argument on C's stack lies, from SP: above the arguments, the saved registers and the return address. */
function slotOf({ index }: Passed, room: number): number {
  return room + cStackSlot * (cPreserved.length + 1 + index - cArguments.length);
}

function bodyOf({ target, onStack, result }: PlannedCall): readonly BodyItem<never>[] {
  const placed = places(onStack);
  const room = roomFor(placed);
  return [
    cPreserved.map((register) => node("PUSHQ", [register])),
    room === 0 ? [] : node("SUBQ", [room, SP]),
    // From the last to the first: a store that is too wide spoils its neighbour, and is seen.
    placed.toReversed().map(({ one, offset }) => {
      const register = one.register ?? AX;
      return [
        one.register === undefined ? node("MOVQ", [at(SP, slotOf(one, room)), AX]) : [],
        one.isStack ? node("ANDQ", [-cStackAlignment, register]) : [],
        node(exactMove(one.type), [register, at(SP, offset)]),
      ];
    }),
    node("CALL", [target]),
    result !== undefined && isPromoted(result) ? node(promotingMove(result), [AX, AX]) : [],
    room === 0 ? [] : node("ADDQ", [room, SP]),
    cPreserved.toReversed().map((register) => node("POPQ", [register])),
    node("RET", []),
  ];
}

/** Changes that show only in bytes that nobody reads. */
function equivalentMutants(routine: string, { onStack }: PlannedCall): readonly EquivalentMutants[] {
  const placed = places(onStack);
  const room = roomFor(placed);
  const stores = placed.flatMap(({ one, offset }, index) => {
    const next = placed[index + 1]?.offset ?? room;
    return widerThan(one.type.size)
      .filter((size) => offset + size <= next)
      .map((size) => {
        const register = one.register ?? AX;
        return `${storeText(register, one.type.size, offset)} -> ${storeText(register, size, offset)}`;
      });
  });
  const loads = placed
    .filter(({ one }) => one.register === undefined)
    .flatMap(({ one }) =>
      [4, 2, 1]
        .filter((size) => size >= one.type.size)
        .map((size) => `${loadText(8, slotOf(one, room))} -> ${loadText(size, slotOf(one, room))}`),
    );
  const masks = onStack.flatMap(({ isStack, register }) =>
    isStack && register !== undefined
      ? [2, 1].map((size) => `${maskText(register, 8)} -> ${maskText(register, size)}`)
      : [],
  );
  return [
    { routine, changes: stores, reason: "What is stored beside the argument is padding, which nobody reads." },
    { routine, changes: loads, reason: "Of the slot of C's stack no more is stored than the argument has." },
    { routine, changes: masks, reason: "The mask clears bits of the lowest byte and keeps all others." },
  ].filter(({ changes }) => changes.length > 0);
}

const letters: Readonly<Record<number, string>> = { 1: "b", 2: "w", 4: "l", 8: "q" };

function widerThan(size: number): readonly number[] {
  return [2, 4, 8].filter((wider) => wider > size);
}

function registerText({ class: name }: Register, size: number): string {
  return attRegister(name, size === 1 ? 8 : size === 2 ? 16 : size === 4 ? 32 : 64);
}

function placeText(offset: number): string {
  return `${offset === 0 ? "" : String(offset)}(%rsp)`;
}

function storeText(register: Register, size: number, offset: number): string {
  return `mov${letters[size] ?? ""} ${registerText(register, size)}, ${placeText(offset)}`;
}

function loadText(size: number, offset: number): string {
  return `mov${letters[size] ?? ""} ${placeText(offset)}, ${registerText(AX, size)}`;
}

function maskText(register: Register, size: number): string {
  return `and${letters[size] ?? ""} $-${cStackAlignment}, ${registerText(register, size)}`;
}

function node(mnemonic: string, operands: readonly Operand[]): BodyItem<never> {
  return instruction<never>(mnemonic, operands, bridgeFromC);
}

/** Options name parameters that there are, and that can be treated so. */
function checkOptions(
  { inRegisters = [], stacksForC = [] }: FromCOptions,
  passed: readonly Passed[],
  { name }: Prototype,
): readonly RoutineFault[] {
  const found = (parameter: string): Passed | undefined => passed.find((one) => one.name === parameter);
  return [
    ...[...inRegisters, ...stacksForC]
      .filter((parameter) => found(parameter) === undefined)
      .map((parameter) => ({ code: "bridge-option", message: `${name} has no argument ${parameter}` })),
    ...[...inRegisters, ...stacksForC]
      .filter((parameter) => {
        const one = found(parameter);
        return one !== undefined && (one.register === undefined || one.type.size !== 8);
      })
      .map((parameter) => ({
        code: "bridge-option",
        message: `the argument ${parameter} is not passed in a register of 64 bits`,
      })),
    ...inRegisters
      .filter((parameter) => stacksForC.includes(parameter))
      .map((parameter) => ({
        code: "bridge-option",
        message: `the argument ${parameter} cannot be both left in its register and aligned`,
      })),
  ];
}

/** A routine must find its arguments where it looks, and have the result that C is promised. */
function checkAgainst(
  routine: Routine,
  passed: readonly Passed[],
  result: ScalarType | undefined,
): readonly RoutineFault[] {
  const given = places(passed);
  return [
    ...routine.arguments.flatMap(({ name, type, offset }, index): readonly RoutineFault[] => {
      const there = given[index];
      if (there === undefined) {
        return [{ code: "bridge-prototype", message: `the prototype has no argument for ${name} of ${routine.name}` }];
      }
      return there.offset === offset && there.one.type.size === type.size
        ? []
        : [
            {
              code: "bridge-prototype",
              message: `the argument ${there.one.name} has ${8 * there.one.type.size} bits at ${there.offset}, where ${routine.name} has ${name} of ${8 * type.size} bits at ${offset}`,
            },
          ];
    }),
    ...(result !== undefined && result.size !== routine.returns.size
      ? [
          {
            code: "bridge-prototype",
            message: `the prototype returns ${8 * result.size} bits, ${routine.name} returns ${8 * routine.returns.size}`,
          },
        ]
      : []),
  ];
}
