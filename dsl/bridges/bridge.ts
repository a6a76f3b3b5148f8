import type { EquivalentMutants } from "../contracts/equivalent-mutants.js";
import type { Prototype } from "../ctypes/prototype.js";
import { checkPrototype } from "../ctypes/prototype.js";
import type { CType, ScalarType } from "../ctypes/ctype.js";
import { underlyingType } from "../ctypes/underlying-type.js";
import { objectSymbol } from "../lowering/object-symbol.js";
import { cSymbol } from "../operands/code.js";
import type { Routine, RoutineFault } from "../routines/routine.js";

/**
 * A routine between the two calling conventions: Plan 9's, with arguments on the stack and no register but SP kept,
 * and C's (System V), with arguments in registers and half of the registers kept. In an object file the spelling of the
 * dot tells them apart: `runtime.write` is called Plan 9's way, `runtime·write` is what C code calls by that name.
 */
export interface Bridge {
  readonly kind: "bridge";
  /** What C code calls (`from-c`), what it provides (`to-c`), or an address that it hands on (`address`). */
  readonly direction: "from-c" | "to-c" | "address";
  /** As C code sees it. */
  readonly prototype: Prototype;
  readonly routine: Routine;
  /** Changes of its code that no caller can tell, for the port's list. */
  readonly equivalentMutants: readonly EquivalentMutants[];
}

/** A parameter of a function that bridges can be made for. */
export interface BridgedParameter {
  readonly name: string;
  readonly type: ScalarType;
}

/** A prototype's parameters and result, as far as they are scalars, and what is wrong with the rest. */
export interface BridgedSignature {
  readonly parameters: readonly BridgedParameter[];
  /** Undefined where nothing is returned. */
  readonly result: ScalarType | undefined;
  readonly faults: readonly RoutineFault[];
}

/** Reads the prototype of a bridge; `plan9` is the symbol on the other side, which must be another one in objects. */
export function bridgedSignature(declared: Prototype, plan9: string): BridgedSignature {
  const parameters = Object.entries(declared.parameters);
  const { returns, name } = declared;
  return {
    parameters: parameters.flatMap(([parameter, type]) => (isScalar(type) ? [{ name: parameter, type }] : [])),
    result: isScalar(returns) ? returns : undefined,
    faults: [
      ...checkPrototype(declared),
      ...parameters.flatMap(([parameter, type]) =>
        isScalar(type) ? [] : [unbridgeable(`the argument ${parameter}`, type)],
      ),
      ...(isScalar(returns) || underlyingType(returns).kind === "void" ? [] : [unbridgeable("the result", returns)]),
      ...(objectSymbol(cSymbol(name)) === objectSymbol(plan9)
        ? [
            {
              code: "bridge-name",
              message: `${name} is the same symbol in both conventions: it has no middle dot`,
              hint: "Give the prototype another name, which C code then uses.",
            },
          ]
        : []),
    ],
  };
}

function unbridgeable(what: string, type: CType): RoutineFault {
  const { kind } = underlyingType(type);
  return {
    code: "bridge-type",
    message: `${what} is ${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}: a bridge passes integers and pointers`,
    hint: "Pass a pointer to it.",
  };
}

/** Does it go into one register? */
function isScalar(type: CType): type is ScalarType {
  const { kind } = underlyingType(type);
  return kind === "integer" || kind === "pointer";
}
