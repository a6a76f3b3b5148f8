import type { ScalarType } from "../ctypes/ctype.js";
import { voidType } from "../ctypes/ctype.js";
import { instructionAt } from "../instructions/instruction.js";
import type { Instruction } from "../instructions/instruction.js";
import type { Argument } from "../operands/argument.js";
import { localLabel } from "../operands/code.js";
import type { Operand } from "../operands/operand.js";
import { at } from "../operands/memory.js";
import type { Register } from "../operands/register.js";
import { AX, DI, DX, R10, R8, R9, SI, SP } from "../operands/register.js";
import { none } from "../routines/frame.js";
import type { BodyItem } from "../routines/node.js";
import type { Routine, RoutineParts } from "../routines/routine.js";
import { makeParts, makeRoutine } from "../routines/routine.js";
import { routineTwin } from "../routines/routine-twin.js";
import type { TextFlag } from "../routines/text-flag.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { AcceptedTypes } from "./accept-values.js";
import type { SystemCallStep } from "../contracts/contract.js";
import type { Value, WidenedType } from "../contracts/value.js";
import { signExtended, zeroExtended } from "../contracts/value.js";
import type { ErrorPolicy, OnError } from "./error-policy.js";
import type { ParameterTypes, SystemCall } from "./system-call.js";

/** Where the kernel looks for the first six arguments, in order. */
const argumentRegisters: readonly Register[] = Object.freeze([DI, SI, DX, R10, R8, R9]);

/**
 * Arguments beyond those lie above the slot that a libc stub's return address would take (kernel: amd64 trap.c,
 * syscall()). `index` counts all arguments from 0.
 */
function stackPlace(index: number): number {
  return 8 + 8 * (index - argumentRegisters.length);
}

/** What a stub may say besides its call. */
export interface StubOptions {
  /** What it does; comes out above the routine in the assembly. */
  readonly doc?: string;
  /** `none` (the default) or an empty frame. A call with more than six parameters gets the frame it needs. */
  readonly frame?: typeof none | 0;
  /** Default: no profiling, duplicates allowed, no stack split. */
  readonly flags?: readonly TextFlag[];
}

/** The arguments of the routine that a stub is. */
type RoutineArguments<A> = {
  readonly [Name in keyof A & string]: A[Name] extends WidenedType
    ? A[Name]["type"]
    : A[Name] extends ScalarType
      ? A[Name]
      : never;
};

/**
 * The routine that does nothing but one system call: loads its arguments, makes the call, follows the policy.
 * Arguments are named as the call's parameters are.
 *
 * @example
 * const munmap = syscallStub("runtime·munmap", sys.munmap, { addr: pointer(byte), len: uintptr }, onError(crash(notok)));
 */
export function syscallStub<
  const Name extends string,
  const Call extends string,
  const P extends ParameterTypes,
  const A extends Readonly<Record<string, ScalarType | WidenedType>>,
>(
  name: Name,
  call: SystemCall<Call, number, P>,
  args: A & AcceptedTypes<Call, P, A>,
  policy: OnError,
  options?: StubOptions,
): Routine<Name, RoutineArguments<A>>;
export function syscallStub(
  name: string,
  call: SystemCall,
  args: DeclaredTypes,
  { policy }: OnError = noPolicy(name),
  options: StubOptions = {},
): Routine {
  const site = captureSite(syscallStub);
  const before = latest.get(call);
  if (before !== undefined && isMadeAlike(before, args, policy, options)) {
    return routineTwin({ name, doc: options.doc, site }, before.routine, before.make);
  }
  const parameters = Object.entries(call.parameters);
  const parts = {
    ...options,
    args: Object.fromEntries(
      Object.entries(args).map(([key, type]) => [key, type.kind === "widened" ? type.type : type]),
    ),
    returns: policy.kind === "must-not-return" ? voidType : call.returns,
    frame: parameters.length > argumentRegisters.length ? stackPlace(parameters.length) : (options.frame ?? none),
    contract: (operands: Arguments) => stubContract(call, args, operands, policy),
  };
  const body = (operands: Arguments, node: MakeNode): readonly BodyItem<never>[] => [
    parameters.map(([parameter, type], index) =>
      type.kind === "padding" ? passZero(node, index) : pass(node, operands[parameter], args[parameter], index),
    ),
    node("MOVL", [call, AX]),
    node("SYSCALL", []),
    finish(node, policy, call.returns.size),
  ];
  const routine = makeRoutine(name, parts, (operands) => body(operands, nodeAt(site)), site);
  latest.set(call, {
    args: Object.freeze(args),
    policy,
    options,
    routine,
    make: (twin, twinSite) => makeParts(twin, parts, (operands) => body(operands, nodeAt(twinSite))),
  });
  return routine;
}

type Arguments = Readonly<Record<string, Argument>>;

/** The latest stub of each call that was no twin of the one before, and what it was made from: a loop makes many alike. */
const latest = new WeakMap<
  SystemCall,
  {
    readonly args: DeclaredTypes;
    readonly policy: ErrorPolicy;
    readonly options: StubOptions;
    readonly routine: Routine;
    readonly make: (name: string, site: SourceSite) => RoutineParts;
  }
>();

type DeclaredTypes = Readonly<Record<string, ScalarType | WidenedType>>;

function isMadeAlike(
  before: { readonly args: DeclaredTypes; readonly policy: ErrorPolicy; readonly options: StubOptions },
  args: DeclaredTypes,
  policy: ErrorPolicy,
  { frame, flags }: StubOptions,
): boolean {
  return (
    before.policy === policy &&
    before.options.frame === frame &&
    before.options.flags === flags &&
    (before.args === args || haveSameTypes(before.args, args))
  );
}

/** The same names in the same order, with the very same types. */
function haveSameTypes(a: DeclaredTypes, b: DeclaredTypes): boolean {
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return names.length === others.length && names.every((name, index) => name === others[index] && a[name] === b[name]);
}

/** The types demand a policy; a description without types is told here. */
function noPolicy(name: string): never {
  throw new Error(`${name} does not say what happens when its system call fails: pass onError(...)`);
}

type MakeNode = (mnemonic: string, operands: readonly Operand[]) => Instruction<never>;

/** All of a stub is described where the stub is. */
function nodeAt(site: SourceSite): MakeNode {
  return (mnemonic, operands) => instructionAt(site, mnemonic, operands);
}

/** Loads one argument; those on the stack go through AX, which is free until the number is loaded. */
function pass(
  node: MakeNode,
  argument: Argument | undefined,
  declared: ScalarType | WidenedType | undefined,
  index: number,
): readonly BodyItem<never>[] {
  const register = argumentRegisters[index];
  if (argument === undefined || declared === undefined) {
    // A missing argument is an error of the types; checkPort reports it for those who do without them.
    return [];
  }
  const mnemonic =
    declared.kind === "widened" ? (declared.signed ? "MOVLQSX" : "MOVL") : declared.size === 8 ? "MOVQ" : "MOVL";
  return register === undefined
    ? [node(mnemonic, [argument, AX]), node("MOVQ", [AX, at(SP, stackPlace(index))])]
    : [node(mnemonic, [argument, register])];
}

function passZero(node: MakeNode, index: number): readonly BodyItem<never>[] {
  const register = argumentRegisters[index];
  return register === undefined ? [node("MOVQ", [0, at(SP, stackPlace(index))])] : [node("XORL", [register, register])];
}

/** What follows the SYSCALL: the carry flag says whether AX holds a result or an errno. */
function finish(node: MakeNode, policy: ErrorPolicy, resultSize: number): readonly BodyItem<never>[] {
  const ok = localLabel("ok");
  const done = node("RET", []);
  switch (policy.kind) {
    case "ignored":
      return [done];
    case "give-up":
    case "cannot-fail":
      return [done];
    case "negated-errno":
      return [node("JCC", [ok]), node(resultSize === 8 ? "NEGQ" : "NEGL", [AX]), ok, done];
    case "crash":
      return [node("JCC", [ok]), node("CALL", [policy.by]), ok, done];
    case "must-not-return":
      return [node("CALL", [policy.by]), done];
  }
}

function stubContract(
  call: SystemCall,
  declared: DeclaredTypes,
  operands: Arguments,
  policy: ErrorPolicy,
): SystemCallStep {
  const values: Record<string, Value> = {};
  for (const [name, argument] of Object.entries(operands)) {
    const type = declared[name];
    values[name] =
      type?.kind === "widened" ? (type.signed ? signExtended(argument) : zeroExtended(argument)) : argument;
  }
  return Object.freeze({ kind: "system-call", call, values: Object.freeze(values), policy });
}
