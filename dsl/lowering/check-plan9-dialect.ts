import type { Data } from "../data/data.js";
import type { Diagnostic } from "../diagnostic.js";
import { isOperand } from "../operands/describe-operand.js";
import type { Operand } from "../operands/operand.js";
import { symbolName } from "../operands/symbol-name.js";
import type { AssemblyUnit } from "../port/assembly-unit.js";
import type { Errata } from "../port/erratum.js";
import type { Node } from "../routines/node.js";
import type { Routine } from "../routines/routine.js";
import type { DataFlag, TextFlag } from "../routines/text-flag.js";
import type { SourceSite } from "../source-site.js";
import { flattenBody } from "./flatten.js";
import { namedSymbols, symbolsIn } from "./named-symbols.js";
import { isCSymbol } from "./object-symbol.js";
import type { Plan9Dialect } from "./plan9-dialect.js";
import type { Report } from "./report.js";
import { reportInto } from "./report.js";

/** A text, and what reads it. */
export interface Plan9Text {
  readonly dialect: Plan9Dialect;
  /** What messages call it: the path of an output, where there is one. */
  readonly file?: string;
  /**
   * Nobody has said that 6a of 2011 is to read it, and Go's assembler may: the integer instructions pass that 6a never
   * had.
   */
  readonly isDefault?: boolean;
}

/** What a dialect has no words for. */
export function checkDialect(unit: AssemblyUnit, errata: Errata, text: Plan9Text): readonly Diagnostic[] {
  return [
    ...unit.routines.flatMap((routine) => checkRoutine(routine, errata, text)),
    ...unit.data.flatMap((data) => checkVariable(data, text)),
  ];
}

function checkRoutine(routine: Routine, errata: Errata, text: Plan9Text): readonly Diagnostic[] {
  const nodes = flattenBody(routine.body, errata);
  const symbols = [routine.name, ...nodes.flatMap(symbolsIn)];
  if (symbols.some(isCSymbol)) {
    return [{ ...spellingFault(routine, text), routine: routine.name }];
  }
  if (text.dialect === "go") {
    return [];
  }
  const diagnostics: Diagnostic[] = [];
  const report = reportInto(diagnostics, routine.name);
  checkFlags(routine.flags, flagsOf6a, routine.site, report);
  checkAbi(routine.name, routine.site, report);
  for (const node of nodes) {
    checkNode(node, text, report);
  }
  return diagnostics;
}

function checkVariable(data: Data, text: Plan9Text): readonly Diagnostic[] {
  const addressed = data.parts.flatMap((part) => (part.kind === "address" ? [part.symbol] : []));
  if ([data.name, ...addressed].some(isCSymbol)) {
    return [spellingFault(data, text)];
  }
  if (text.dialect === "go") {
    return [];
  }
  const diagnostics: Diagnostic[] = [];
  const report = reportInto(diagnostics, data.name);
  checkFlags(data.flags, dataFlagsOf6a, data.site, report);
  for (const symbol of [data.name, ...addressed]) {
    checkAbi(symbol, data.site, report);
  }
  return diagnostics.map(({ code, message, hint, site }) => ({ code, message, hint, site }));
}

/** Plan 9's assemblers make a full stop of the middle dot: a symbol that keeps it has no spelling there. */
function spellingFault(
  { name, site }: { readonly name: string; readonly site: SourceSite },
  { file = "the Plan 9 assembly" }: Plan9Text,
): Diagnostic {
  return {
    code: "plan9-symbol",
    message: `${name} defines or names a symbol of C's, which Plan 9 assembly has no spelling for`,
    hint: `Leave it out of ${file}: bridges are for the GNU assembly.`,
    site,
  };
}

const flagsOf6a: readonly TextFlag[] = ["NOPROF", "DUPOK", "NOSPLIT"];
const dataFlagsOf6a: readonly DataFlag[] = ["DUPOK"];

/** What to do about anything that came after 6a. */
const useGo = "Leave it out, or print it for Go's assembler: dialect go.";

/** Integer instructions that 6a never had a name for. PAUSE came to it in the course of 2011. */
const neverIn6a = /^(?:BSWAP.|CBW|CDQE|CWDE|CMPXCHG16B|IMUL3.|RDTSCP|UNDEF|UD2|XGETBV)$/;

/** Instructions that came after SSE2, and so after 6a. */
const newerThan6a = new RegExp(
  `^(?:${[
    "V.*",
    "ADCX.|ADOX.|MULX.",
    "AES.*|PCLMULQDQ",
    "ANDN[LQ]|BEXTR.|BLSI.|BLSMSK.|BLSR.|BZHI.|PDEP.|PEXT[LQ]|RORX.|S[AH][LR]X.",
    "LZCNT.|TZCNT.|POPCNT.|CRC32.|MOVBE[WLQ]",
    "LDDQU|PALIGNR|PBLENDW|PCMPEQQ|PCMPGTQ|PCMP[EI]STRI|P(?:EXT|INS)R[BDQ]|PMULLD|PSHUF[BD]|PTEST|ROUNDS[SD]",
    "X(?:BEGIN|END|ABORT|TEST)",
    "CLFLUSH|PREFETCH.*",
  ].join("|")})$`,
);

function checkNode(node: Node, { isDefault = false }: Plan9Text, report: Report): void {
  switch (node.kind) {
    case "instruction":
      if (newerThan6a.test(node.mnemonic) || (!isDefault && neverIn6a.test(node.mnemonic))) {
        report("dialect", `6a of 2011 does not know ${node.mnemonic}`, node.site, useGo);
      }
      for (const operand of node.operands.filter(isOperand)) {
        checkOperand(operand, node.site, report);
      }
      break;
    case "annotation":
      report("dialect", `6a of 2011 does not know ${node.directive}`, node.site, useGo);
      break;
    case "label":
    case "comment":
    case "get-tls":
    case "literal":
    case "stack-adjustment":
      break;
  }
}

function checkOperand(operand: Operand, site: SourceSite, report: Report): void {
  if (typeof operand !== "object") {
    return;
  }
  if (operand.kind === "memory" && operand.segment === "TLS") {
    report("dialect", "6a of 2011 does not know the register TLS", site, "Write get_tls and threadLocalWord.");
  }
  for (const symbol of namedSymbols(operand)) {
    checkAbi(symbol, site, report);
  }
}

function checkAbi(symbol: string, site: SourceSite, report: Report): void {
  const { abi } = symbolName(symbol);
  if (abi !== undefined) {
    report("dialect", `${symbol}: 6a of 2011 does not know <${abi}>`, site, useGo);
  }
}

function checkFlags(flags: readonly string[], known: readonly string[], site: SourceSite, report: Report): void {
  for (const flag of flags.filter((name) => !known.includes(name))) {
    report("dialect", `6a of 2011 does not know the flag ${flag} here`, site, useGo);
  }
}
