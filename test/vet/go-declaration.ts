import type { CType } from "../../dsl/ctypes/ctype.js";
import type { Routine } from "../../dsl/routines/routine.js";

/**
 * A routine as a Go function without a body. It has no result: the port returns in AX, which vet would call a RET
 * without writing to the result's place on the stack, in every routine that returns anything, mutated or not.
 */
export function goDeclaration(name: string, routine: Routine): string {
  const parameters = routine.arguments.map((argument) => `${argument.name} ${goType(argument.type)}`);
  return `func ${name}(${parameters.join(", ")})`;
}

/** A Go type of the same size and kind. */
function goType(type: CType): string {
  switch (type.kind) {
    case "integer":
      return type.name === "uintptr" ? "uintptr" : `${type.signed ? "" : "u"}int${String(type.size * 8)}`;
    case "pointer":
      return goPointer(type.target);
    case "typedef":
      return goType(type.of);
    case "void":
    case "array":
    case "struct":
    case "union":
    case "incomplete":
    case "function":
      throw new Error(`an argument cannot be of kind ${type.kind}`);
  }
}

function goPointer(target: CType): string {
  switch (target.kind) {
    case "integer":
      return `*${goType(target)}`;
    case "function":
      return "func()";
    case "void":
    case "pointer":
    case "typedef":
    case "array":
    case "struct":
    case "union":
    case "incomplete":
      return "unsafe.Pointer";
  }
}
