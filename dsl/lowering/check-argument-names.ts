import type { Diagnostic } from "../diagnostic.js";
import { forms } from "../instructions/generated/forms.js";
import { isOperand } from "../operands/describe-operand.js";
import { registers } from "../operands/register.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import type { Node } from "../routines/node.js";
import { flattenBody } from "./flatten.js";

/** Words that assemblers read as registers, besides the general ones. */
const pseudoRegisters = [
  "FP",
  "PC",
  "SB",
  "CS",
  "DS",
  "ES",
  "FS",
  "GS",
  "SS",
  "TLS",
  "GDTR",
  "IDTR",
  "LDTR",
  "MSW",
  "TASK",
];

/** Registers by pattern: bytes, vectors, the FPU's, control, debug, test. */
const registerPattern =
  /^([ABCD][LH]|(SP|BP|SI|DI|R8|R9|R1[0-5])B|[XYZ]([0-9]|[12][0-9]|3[01])|[MFK][0-7]|(CR|DR|TR)([0-9]|1[0-5]))$/;

/** Macros that every header with thread-local words defines. */
const headerMacros = ["get_tls", "g", "m"];

/**
 * `name+0(FP)` is text to the assemblers: a name that is also a register, a mnemonic or a macro of the headers means
 * something else there, and the file does not assemble.
 */
export function checkArgumentNames(unit: AssemblyUnit, errata: Errata): readonly Diagnostic[] {
  const macros = new Set([
    ...headerMacros,
    ...unit.routines.flatMap((routine) => flattenBody(routine.body, errata).flatMap(macrosOf)),
  ]);
  const registerNames = new Set<string>([...registers.map((register) => register.class), ...pseudoRegisters]);
  return unit.routines.flatMap((routine) =>
    routine.arguments.flatMap(({ name }): readonly Diagnostic[] => {
      const meaning =
        registerNames.has(name) || registerPattern.test(name)
          ? "a register"
          : forms.has(name)
            ? "an instruction"
            : macros.has(name)
              ? "a macro of the runtime's headers"
              : /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
                ? undefined
                : "no name";
      return meaning === undefined
        ? []
        : [
            {
              code: "argument-name",
              message: `${routine.name}: an argument cannot be called ${name}, which is ${meaning} to an assembler`,
              site: routine.site,
              routine: routine.name,
              hint: "Choose another name; the Go runtime writes mm and gg for arguments that are m and g.",
            },
          ];
    }),
  );
}

function macrosOf(node: Node): readonly string[] {
  return node.kind === "instruction"
    ? node.operands.flatMap((operand) =>
        !isOperand(operand) || typeof operand !== "object"
          ? []
          : operand.kind === "runtime-field"
            ? [operand.macro]
            : operand.kind === "thread-local"
              ? [operand.word]
              : [],
      )
    : [];
}
