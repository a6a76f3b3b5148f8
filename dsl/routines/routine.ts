import type {
  Argument,
  ArgumentTypes,
  ArgumentsOf,
  DeclaredArguments,
  TypesOfArguments,
} from "../operands/argument.js";
import type { Label } from "../operands/code.js";
import type { RoutineReference } from "../operands/operand.js";
import type { ScalarType, VoidType } from "../ctypes/ctype.js";
import { alignUp, voidType } from "../ctypes/ctype.js";
import { memoryClass } from "../operands/memory.js";
import type { Contract, Step } from "../contracts/contract.js";
import { inOrder } from "../contracts/contract.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Frame } from "./frame.js";
import type { BodyItem } from "./node.js";
import type { TextFlag } from "./text-flag.js";

/** An assembly routine: a symbol with its calling convention and its body. */
export interface Routine<
  Name extends string = string,
  A extends ArgumentTypes = ArgumentTypes,
  Returns extends ScalarType | VoidType = ScalarType | VoidType,
> extends RoutineReference<Name> {
  readonly doc?: string | undefined;
  readonly argumentTypes: A;
  /** In order, with offsets by Plan 9's rules, or as placed. */
  readonly arguments: readonly Argument[];
  /** The `N` of TEXT's `$frame-N`, where it is written. */
  readonly argumentBytes?: number | undefined;
  readonly returns: Returns;
  readonly frame: Frame;
  readonly flags: readonly TextFlag[];
  readonly labels: readonly Label[];
  readonly body: readonly BodyItem[];
  readonly contract?: Contract | undefined;
  /** What was wrong with what it was made from, where a function made it. */
  readonly faults?: readonly RoutineFault[] | undefined;
  readonly site: SourceSite;
}

/** What is wrong with a routine that a function was to make; `checkPort` reports it with the routine and its site. */
export interface RoutineFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What a routine is besides its body. */
export interface RoutineOptions<
  Name extends string,
  A extends DeclaredArguments,
  L extends string,
  Returns extends ScalarType | VoidType = ScalarType | VoidType,
> {
  /** What it does; comes out above the routine in the assembly. */
  readonly doc?: string;
  /** Arguments by name, in order: types, or `placed(offset, type)`. Default: none. */
  readonly args?: A;
  /**
   * Bytes of arguments and results together, the `N` of TEXT's `$frame-N`, which Go's assembler wants of what its
   * compiled code calls. Default: nothing is said.
   */
  readonly argumentBytes?: number;
  /** What comes back in AX. Default: nothing. */
  readonly returns?: Returns;
  readonly frame: Frame;
  /** Default: all three, as system-call stubs want it (no profiling, duplicates allowed, no stack split). */
  readonly flags?: readonly TextFlag[];
  /** Labels the body uses, by name. */
  readonly labels?: readonly L[];
  /**
   * What it does, as its caller and the kernel see it. Required wherever the body has a SYSCALL, and by `verify`.
   */
  readonly contract?: (args: ArgumentsOf<Name, A>) => Contract | Step;
}

/** A routine that declares no arguments. */
type NoArguments = Readonly<Record<string, never>>;

/** The declared labels by name. */
export type LabelsOf<Name extends string, L extends string> = Readonly<Record<L, Label<Name>>>;

const stubFlags: readonly TextFlag[] = Object.freeze(["NOPROF", "DUPOK", "NOSPLIT"]);

/**
 * Describes an assembly routine. The body gets the declared arguments and labels and returns a list of nodes; lists
 * inside it, as macros return them, are spliced in.
 *
 * @example
 * const write = routine("runtime·write", {
 *   args: { fd: int32, buf: pointer(byte), nbyte: int32 },
 *   frame: none,
 *   contract: ({ fd, buf, nbyte }) => calls(sys.write, { fd, buf, nbyte: zeroExtended(nbyte) }, onError(ignored)),
 * }, ({ fd, buf, nbyte }) => [
 *   MOVL(fd, DI),
 *   MOVQ(buf, SI),
 *   MOVL(nbyte, DX),
 *   MOVL(sys.write, AX),
 *   SYSCALL(),
 *   RET(),
 * ]);
 */
export function routine<
  const Name extends string,
  const A extends DeclaredArguments = NoArguments,
  const L extends string = never,
  const Returns extends ScalarType | VoidType = VoidType,
>(
  name: Name,
  options: RoutineOptions<Name, A, L, Returns>,
  body: (args: ArgumentsOf<Name, A>, labels: LabelsOf<Name, L>) => readonly BodyItem<NoInfer<Name>>[],
): Routine<Name, TypesOfArguments<A>, Returns>;
export function routine<Name extends string, A extends DeclaredArguments, L extends string>(
  name: Name,
  options: RoutineOptions<Name, A, L>,
  body: (args: ArgumentsOf<Name, A>, labels: LabelsOf<Name, L>) => readonly BodyItem<NoInfer<Name>>[],
): Routine<Name, TypesOfArguments<A>> {
  return makeRoutine(name, options, body, captureSite(routine));
}

/** `routine` for functions that make routines themselves; `site` is where the author called them. */
export function makeRoutine<Name extends string, A extends DeclaredArguments, L extends string>(
  name: Name,
  options: RoutineOptions<Name, A, L>,
  body: (args: ArgumentsOf<Name, A>, labels: LabelsOf<Name, L>) => readonly BodyItem<NoInfer<Name>>[],
  site: SourceSite,
): Routine<Name, TypesOfArguments<A>> {
  return Object.freeze({
    kind: "routine",
    class: "symbol",
    name,
    doc: options.doc,
    argumentBytes: options.argumentBytes,
    returns: options.returns ?? voidType,
    frame: options.frame,
    flags: options.flags ?? stubFlags,
    ...makeParts(name, options, body),
    site,
  });
}

/** What of a routine has its name in it: the arguments and labels are its own, and so is what they stand in. */
export type RoutineParts<Name extends string = string, A extends ArgumentTypes = ArgumentTypes> = Pick<
  Routine<Name, A>,
  "argumentTypes" | "arguments" | "labels" | "body" | "contract"
>;

/** The parts of a routine with this name. */
export function makeParts<Name extends string, A extends DeclaredArguments, L extends string>(
  name: Name,
  options: RoutineOptions<Name, A, L>,
  body: (args: ArgumentsOf<Name, A>, labels: LabelsOf<Name, L>) => readonly BodyItem<NoInfer<Name>>[],
): RoutineParts<Name, TypesOfArguments<A>> {
  const declared = options.args ?? ({} as A);
  const placed = placeArguments(name, declared);
  const args = Object.freeze(Object.fromEntries(placed.map((argument) => [argument.name, argument]))) as ArgumentsOf<
    Name,
    A
  >;
  const labels = (options.labels ?? []).map((label): Label<Name> =>
    Object.freeze({ kind: "label", class: "label", name: label, routine: name }),
  );
  const labelTable = Object.freeze(Object.fromEntries(labels.map((label) => [label.name, label]))) as LabelsOf<Name, L>;
  return {
    argumentTypes: Object.freeze(
      Object.fromEntries(placed.map((argument) => [argument.name, argument.type])),
    ) as TypesOfArguments<A>,
    arguments: placed,
    labels: Object.freeze(labels),
    body: checkedBody(name, body(args, labelTable)),
    contract: asContract(options.contract?.(args)),
  };
}

/** A contract of one step is written as that step. */
function asContract(given: Contract | Step | undefined): Contract | undefined {
  return given === undefined || given.kind === "contract" ? given : inOrder(given);
}

/**
 * A description without types can put anything into a body; where it does, a stack of passes is no place to find out.
 * A misspelt macro is `undefined`, `RET` without its parentheses a function.
 */
function checkedBody<Item>(name: string, items: readonly Item[]): readonly Item[] {
  items.forEach((item: unknown, index) => {
    if (Array.isArray(item)) {
      checkedBody(name, item);
    } else if (typeof item !== "object" || item === null || !("kind" in item)) {
      const given = typeof item === "function" ? `the function ${item.name}, which is not called` : String(item);
      throw new Error(`item ${index + 1} of the body of ${name} is no node but ${given}`);
    }
  });
  return Object.freeze(items);
}

/** An argument that a routine declares. */
export interface PlacedArgument<Name extends string = string> extends Argument<Name> {
  readonly type: ScalarType;
}

/**
 * Plan 9's rule: an argument lies at the next offset that is a multiple of its own size, so two neighbouring `int32`
 * share eight bytes. One that is placed lies where it is said to.
 */
export function placeArguments<Name extends string>(
  routineName: Name,
  declared: DeclaredArguments,
): readonly PlacedArgument<Name>[] {
  let next = 0;
  return Object.freeze(
    Object.entries(declared).map(([name, given]) => {
      const type = given.kind === "placed" ? given.type : given;
      const offset = given.kind === "placed" ? given.offset : alignUp(next, type.size);
      const argument: PlacedArgument<Name> = Object.freeze({
        kind: "argument",
        class: memoryClass(type),
        routine: routineName,
        name,
        type,
        offset,
      });
      next = offset + type.size;
      return argument;
    }),
  );
}

/** Do all arguments lie where the rule alone would put them, and so where C's compilers of Plan 9 look for them? */
export function hasPlainArguments({ name, arguments: declared, argumentTypes }: Routine): boolean {
  const plain = placeArguments(name, argumentTypes);
  return declared.every(({ offset }, index) => offset === plain[index]?.offset);
}

/** Bytes of argument space, a multiple of a word as the caller reserves it. */
export function argumentsSize(described: Routine): number {
  return alignUp(Math.max(0, ...described.arguments.map(({ offset, type }) => offset + type.size)), 8);
}
