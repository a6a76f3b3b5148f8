import { checkData, checkPlan9Data } from "../data/check-data.js";
import type { Diagnostic } from "../diagnostic.js";
import { isOperand } from "../operands/describe-operand.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import type { Node } from "../routines/node.js";
import type { Routine } from "../routines/routine.js";
import { checkArgumentNames } from "./check-argument-names.js";
import { checkDialect } from "./check-plan9-dialect.js";
import { checkAdjustment, checkAnnotation, checkLiteral } from "./check-directive.js";
import { checkLabels, checkSharedLabels, markedPlaces } from "./check-labels.js";
import { checkOperand } from "./check-operand.js";
import { checkOwnership } from "./check-ownership.js";
import { checkDeclaration } from "./check-routine.js";
import { flattenBody } from "./flatten.js";
import type { Plan9Dialect } from "./plan9-dialect.js";
import type { Report } from "./report.js";
import { reportInto } from "./report.js";
import { selectForm } from "./select-form.js";

/**
 * What keeps a unit from being printed as Plan 9 assembly that the dialect's assembler takes. What the code does is not
 * looked at: contracts, the flow of control and the depth of the stack matter to the machine code and to the proof.
 */
export function checkPlan9(unit: AssemblyUnit, errata: Errata, dialect: Plan9Dialect): readonly Diagnostic[] {
  return [
    ...checkTwice(unit),
    ...checkSharedLabels(unit, errata),
    ...checkArgumentNames(unit, errata, dialect),
    ...unit.routines.flatMap((routine) => checkRoutine(routine, errata)),
    ...unit.data.flatMap((data) => [...checkData(data), ...checkPlan9Data(data)]),
    ...checkIncludes(unit, errata),
    ...checkDialect(unit, errata, { dialect }),
  ];
}

function checkRoutine(routine: Routine, errata: Errata): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = reportInto(diagnostics, routine.name);
  const nodes = flattenBody(routine.body, errata);
  checkDeclaration(routine, report);
  checkLabels(markedPlaces(nodes, routine.site), report);
  for (const node of nodes) {
    checkNode(node, routine.name, report);
  }
  return diagnostics;
}

function checkNode(node: Node, routineName: string, report: Report): void {
  switch (node.kind) {
    case "instruction":
      checkOwnership(node, routineName, report);
      if (selectForm(node, report) !== undefined) {
        node.operands.filter(isOperand).forEach((operand) => checkOperand(operand, node.site, report));
      }
      break;
    case "literal":
      checkLiteral(node, report);
      break;
    case "stack-adjustment":
      checkAdjustment(node, report);
      break;
    case "annotation":
      checkAnnotation(node, report);
      break;
    case "label":
    case "comment":
    case "get-tls":
      break;
  }
}

/** `get_tls(CX)`, `g(CX)` and `m_procid(BX)` are macros: without a header that defines them they are nothing. */
function checkIncludes({ includes, routines }: AssemblyUnit, errata: Errata): readonly Diagnostic[] {
  if (includes.length > 0) {
    return [];
  }
  return routines.flatMap(({ name, body }) =>
    flattenBody(body, errata).flatMap((node): readonly Diagnostic[] => {
      const macro = macroOf(node);
      return macro === undefined
        ? []
        : [
            {
              code: "no-include",
              message: `${name}: ${macro} is a macro of a header, and the unit includes none`,
              hint: "Name the header in the unit's includes, such as go_tls.h or go_asm.h.",
              site: node.kind === "instruction" || node.kind === "get-tls" ? node.site : undefined,
              routine: name,
            },
          ];
    }),
  );
}

function macroOf(node: Node): string | undefined {
  if (node.kind === "get-tls") {
    return "get_tls";
  }
  const operands = node.kind === "instruction" ? node.operands.filter(isOperand) : [];
  const [macro] = operands.flatMap((operand) =>
    typeof operand !== "object"
      ? []
      : operand.kind === "runtime-field"
        ? [operand.macro]
        : operand.kind === "thread-local"
          ? [operand.word]
          : [],
  );
  return macro;
}

/** An assembler takes a symbol once; `x<>` and `x<ABIInternal>` are others than `x`. */
function checkTwice({ routines, data }: AssemblyUnit): readonly Diagnostic[] {
  const seen = new Set<string>();
  return [...routines, ...data].flatMap(({ kind, name, site }): readonly Diagnostic[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ code: `${kind}-twice`, message: `${name} is described twice in this unit`, site }];
  });
}
