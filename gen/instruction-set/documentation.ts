import type { Flag, FormLine, FormOperandClass } from "../../dsl/instructions/form.js";
import type { MnemonicLine } from "../../dsl/instructions/table/group.js";
import type { FormFacts } from "./iced-facts.js";
import { formFacts } from "./iced-facts.js";
import { takes } from "./signature-words.js";

/** The documentation of a constructor, without comment marks. `forms` are those with its number of operands. */
export function documentation(line: MnemonicLine, forms: readonly FormLine[]): string {
  const facts = forms.map(formFacts);
  const att = [...new Set(forms.map((form) => form.att))].map((name) => `\`${name}\``).join(", ");
  const paragraphs = [
    line.doc,
    [
      `AT&T: ${att}.`,
      ...(line.aliases === undefined ? [] : [`Also written ${list(line.aliases)}.`]),
      ...flagSentences(facts),
      ...registerSentences(facts),
      ...(facts.some((fact) => fact.lockable) ? ["May carry LOCK when its destination is memory."] : []),
      ...(facts.some((fact) => fact.repeatable) ? ["May carry REP or REPN."] : []),
    ].join(" "),
    formList(forms),
    `@example\n${example(forms)}`,
  ];
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}

function flagSentences(facts: readonly FormFacts[]): readonly string[] {
  const union = (pick: (fact: FormFacts) => readonly Flag[]) => [...new Set(facts.flatMap(pick))];
  const read = union((fact) => fact.flagsRead);
  const undefinedFlags = union((fact) => fact.flagsUndefined);
  const written = union((fact) => fact.flagsWritten).filter((flag) => !undefinedFlags.includes(flag));
  if (read.length + written.length + undefinedFlags.length === 0) return ["Flags: none."];
  const parts = [
    ...(read.length > 0 ? [`reads ${list(read)}`] : []),
    ...(written.length > 0 ? [`writes ${list(written)}`] : []),
    ...(undefinedFlags.length > 0 ? [`leaves ${list(undefinedFlags)} undefined`] : []),
  ];
  const always = undefinedFlags.every((flag) => facts.every((fact) => fact.flagsUndefined.includes(flag)));
  return [`Flags: ${parts.join(", ")}${always ? "" : " (some only in some forms)"}.`];
}

function registerSentences(facts: readonly FormFacts[]): readonly string[] {
  const reads = [...new Set(facts.flatMap((fact) => fact.implicitReads))];
  const writes = [...new Set(facts.flatMap((fact) => fact.implicitWrites))];
  return list(reads) === list(writes)
    ? registerSentence("Reads and changes", reads)
    : [...registerSentence("Reads", reads), ...registerSentence("Changes", writes)];
}

function registerSentence(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what} ${list(names)} without naming ${names.length === 1 ? "it" : "them"}.`];
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

function formList(forms: readonly FormLine[]): string {
  if (forms.every((form) => form.operands.length === 0)) return "";
  const lines = forms.map((form) => `- ${form.operands.map((operand) => formWords(operand)).join(", ")}`);
  return `Forms:\n${[...new Set(lines)].join("\n")}`;
}

function formWords(operand: FormOperandClass): string {
  switch (operand) {
    case "one":
      return "the number 1";
    case "three":
      return "the number 3";
    default:
      return takes([operand]);
  }
}

/** One line of Plan 9 assembly, by the first form that shows the mnemonic at work. */
function example(forms: readonly FormLine[]): string {
  const shown = forms.find((form) => form.operands.every((operand) => !isSpecial(operand))) ?? forms[0];
  if (shown === undefined) return "";
  const calls = shown.operands.map((operand, position) => exampleOperand(operand, position));
  const call = `${shown.mnemonic}(${calls.map(([dsl]) => dsl).join(", ")})`;
  const text = shown.plan9 ?? `${shown.mnemonic} ${calls.map(([, plan9]) => plan9).join(", ")}`.trimEnd();
  return `${call} // ${text}`;
}

function isSpecial(operand: FormOperandClass): boolean {
  return ["one", "three", "AL", "AX", "EAX", "RAX", "imm64", "address32"].includes(operand);
}

const exampleRegisters = ["BX", "DX", "SI"] as const;

/** An operand as the description writes it and as Plan 9 assembly does. */
function exampleOperand(operand: FormOperandClass, position: number): readonly [string, string] {
  if (/^m\d*$/.test(operand)) return ["at(SP, 8)", "8(SP)"];
  const vector = /^([xy])/.exec(operand)?.[1]?.toUpperCase();
  if (vector !== undefined) {
    const register = `${vector}${position + 1}`;
    return [register, register];
  }
  if (/^(?:imm|u[78])/.test(operand)) return ["16", "$16"];
  switch (operand) {
    case "one":
      return ["1", "$1"];
    case "three":
      return ["3", "$3"];
    case "CL":
      return ["CX", "CX"];
    case "AL":
    case "AX":
    case "EAX":
    case "RAX":
      return ["AX", "AX"];
    case "label":
      return ["done", "done"];
    case "symbol":
      return ["notok", "runtime·notok(SB)"];
    case "address32":
      return ["addressOf(table)", "$runtime·table(SB)"];
    default: {
      const register = exampleRegisters[position] ?? "DI";
      return [register, register];
    }
  }
}
