import type { Diagnostic } from "../diagnostic.js";
import { forms } from "../instructions/generated/forms.js";
import { isOperand } from "../operands/describe-operand.js";
import { registers } from "../operands/register.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import type { Operand } from "../operands/operand.js";
import type { Node } from "../routines/node.js";
import type { SourceSite } from "../source-site.js";
import { flattenBody } from "./flatten.js";
import type { Plan9Dialect } from "./plan9-dialect.js";
import { isPlainName } from "./symbol-pattern.js";

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
 * `name+0(FP)` and `name-8(SP)` are text to the assemblers: a name that is also a register, a mnemonic or a macro of the
 * headers means something else there, and the file does not assemble. Go's assembler minds registers only, and macros
 * that are numbers.
 */
export function checkArgumentNames(unit: AssemblyUnit, errata: Errata, dialect: Plan9Dialect): readonly Diagnostic[] {
  const operands = new Map(
    unit.routines.map((routine) => [routine, flattenBody(routine.body, errata).flatMap(operandsOf)]),
  );
  const macros = new Set([
    ...(dialect === "6a" ? headerMacros : []),
    ...[...operands.values()].flat().flatMap((operand) => macrosOf(operand, dialect)),
  ]);
  const meaningOf = (name: string): string | undefined =>
    registerNames.has(name) || registerPattern.test(name)
      ? "a register"
      : dialect === "6a" && forms.has(name)
        ? "an instruction"
        : macros.has(name)
          ? "a macro of the runtime's headers"
          : isPlainName(name) || namePatterns[dialect].test(name)
            ? undefined
            : "no name";
  return unit.routines.flatMap((routine) => {
    const declared = routine.arguments.map(({ name }) => ({ name, what: "an argument", site: routine.site }));
    const places = (operands.get(routine) ?? []).flatMap(({ operand, site }) =>
      operand.kind === "frame-place"
        ? [{ name: operand.name, what: operand.pseudo === "FP" ? "an argument" : "a local", site }]
        : [],
    );
    return [...declared, ...places].flatMap(({ name, what, site }): readonly Diagnostic[] => {
      const meaning = meaningOf(name);
      return meaning === undefined
        ? []
        : [
            {
              code: "argument-name",
              message: `${routine.name}: ${what} cannot be called ${name}, which is ${meaning} to an assembler`,
              site,
              routine: routine.name,
              hint: "Choose another name; the Go runtime writes mm and gg for arguments that are m and g.",
            },
          ];
    });
  });
}

const registerNames: ReadonlySet<string> = new Set([
  ...registers.map((register) => register.class),
  ...pseudoRegisters,
]);

const namePatterns: Readonly<Record<Plan9Dialect, RegExp>> = {
  "6a": /^[\p{L}_][\p{L}\p{N}_]*$/u,
  go: /^[\p{L}_·∕][\p{L}\p{N}_·∕]*$/u,
};

interface OperandPlace {
  readonly operand: Exclude<Operand, number | bigint>;
  readonly site: SourceSite;
}

function operandsOf(node: Node): readonly OperandPlace[] {
  return node.kind === "instruction"
    ? node.operands.flatMap((operand) =>
        !isOperand(operand) || typeof operand !== "object" ? [] : [{ operand, site: node.site }],
      )
    : [];
}

function macrosOf({ operand }: OperandPlace, dialect: Plan9Dialect): readonly string[] {
  return operand.kind === "runtime-field"
    ? [operand.macro]
    : operand.kind === "thread-local" && dialect === "6a"
      ? [operand.word]
      : [];
}
