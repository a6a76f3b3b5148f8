import { textFlagBits } from "../../../../dsl/routines/text-flag.js";
import type {
  AnnotationStatement,
  InstructionStatement,
  LiteralStatement,
  SourceOperand,
  SourcePlace,
} from "../syntax.js";
import { argumentLayout, argumentMembers, type LaidArgument } from "./argument-layout.js";
import { branchesOf, type Branches, type Reports } from "./branches.js";
import type { Declarations } from "./declarations.js";
import { declared, dsl, dslCall, number, string, textOf, type Expression, type Member } from "./expression.js";
import { symbolText } from "./identifiers.js";
import { accessesOf, chooseForm, writeInstruction, type ChosenInstruction } from "./instructions.js";
import { isGeneralRegister, Unsayable, writeOperand, type OperandContext } from "./operands.js";
import { type BodyStatement, type SourceRoutine } from "./outline.js";

/** A line of a body as the module has it. */
export interface BodyLine {
  readonly expression: Expression;
  /** Behind it, in its line. */
  readonly comment: string | undefined;
  readonly blankBefore: boolean;
}

/** A routine as the module has it. */
export interface WrittenRoutine {
  readonly options: readonly Member[];
  readonly lines: readonly BodyLine[];
  readonly instructions: number;
}

/** What is known of a routine once it has been read. */
export interface ReadRoutine {
  readonly source: SourceRoutine;
  readonly branches: Branches;
  readonly chosen: ReadonlyMap<InstructionStatement, ChosenInstruction>;
  readonly layout: ReadonlyMap<string, LaidArgument>;
}

/** What all routines of a file share. */
export type ModuleContext = Omit<OperandContext, "labelOf" | "layout">;

/** The frame that `none` stands for. */
const usualNone = -8n;

/** Instructions that the assembler counts but makes no bytes of. */
const withoutBytes = new Set(["NOP"]);

/** Reads a routine: finds the forms of its instructions, and with them how wide its arguments are. */
export function readRoutine(source: SourceRoutine, module: ModuleContext, reports: Reports): ReadRoutine {
  const branches = branchesOf(source.body, baseName(source.symbol.name), reports);
  const context = contextOf(module, branches, new Map());
  const report = (place: SourcePlace, message: string, hint?: string): void => {
    reports.fault({ place, message, hint });
  };
  const chosen = new Map<InstructionStatement, ChosenInstruction>();
  for (const statement of source.body) {
    if (statement.kind === "instruction" && !isDirective(statement, module)) {
      const instruction = chooseForm(statement, context, report);
      if (instruction !== undefined) {
        chosen.set(statement, instruction);
        countFields(instruction, module.declarations);
      }
    }
  }
  const layout = argumentLayout([...chosen.values()].flatMap(accessesOf));
  return { source, branches, chosen, layout };
}

/** `runtime·write` -> `write`. */
function baseName(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf("·") + 1);
}

function contextOf(
  module: ModuleContext,
  branches: Branches,
  layout: ReadonlyMap<string, LaidArgument>,
): OperandContext {
  return { ...module, labelOf: (operand) => branches.of.get(operand), layout };
}

function countFields({ operands, uses }: ChosenInstruction, declarations: Declarations): void {
  for (const [position, operand] of operands.entries()) {
    const width = uses[position]?.width;
    if (operand.kind === "memory" && operand.displacement.name !== undefined && width !== undefined) {
      declarations.fieldWidth(operand.displacement.name, width);
    }
  }
}

/** Instructions for which descriptions have something else. */
function isDirective(statement: InstructionStatement, module: ModuleContext): boolean {
  const { mnemonic } = statement;
  return withoutBytes.has(mnemonic) || mnemonic === "ADJSP" || threadRegister(statement, module) !== undefined;
}

/** The register of `MOVQ TLS, CX`, which is get_tls(CX). */
function threadRegister({ mnemonic, operands }: InstructionStatement, module: ModuleContext): string | undefined {
  const [source, destination] = operands;
  return mnemonic === "MOVQ" &&
    source?.kind === "register" &&
    source.name === "TLS" &&
    destination?.kind === "register" &&
    isGeneralRegister(destination.name) &&
    module.hasThreadMacros
    ? destination.name
    : undefined;
}

/** Writes a routine that has been read. Everything that descriptions cannot say is reported. */
export function writeRoutine(read: ReadRoutine, module: ModuleContext, reports: Reports): WrittenRoutine {
  const { source, branches, layout } = read;
  const context = contextOf(module, branches, layout);
  const lines: BodyLine[] = [];
  if (source.text.comment !== undefined) {
    lines.push({ ...comment(source.text.comment), blankBefore: false });
  }
  let instructions = 0;
  let previous: BodyStatement | undefined;
  for (const statement of source.body) {
    const label = branches.at.get(statement);
    const isLabel = statement.kind === "label";
    if (label !== undefined && !isLabel) {
      lines.push({ ...labelLine(label), blankBefore: statement.blankBefore });
    }
    instructions += isLabel || statement.kind === "comment" ? 0 : 1;
    const last = lines.at(-1);
    const further = label === undefined ? literalsTogether(last, previous, statement) : undefined;
    if (further !== undefined) {
      lines[lines.length - 1] = further;
    } else {
      const line = writeStatement(statement, read, context, reports);
      if (line !== undefined) {
        const isFirst = lines.length === 0 || (label !== undefined && !isLabel);
        lines.push({ ...line, blankBefore: statement.blankBefore && !isFirst });
      }
    }
    previous = statement;
  }
  return { options: optionsOf(read, reports), lines, instructions };
}

type Line = Omit<BodyLine, "blankBefore">;

function comment(text: string): Line {
  return { expression: dslCall("comment", string(text.trim())), comment: undefined };
}

function labelLine(label: string): Line {
  return { expression: { kind: "name", name: { scope: "label", name: label } }, comment: undefined };
}

function writeStatement(
  statement: BodyStatement,
  read: ReadRoutine,
  context: OperandContext,
  reports: Reports,
): Line | undefined {
  switch (statement.kind) {
    case "comment":
      return comment(statement.text);
    case "label": {
      const label = read.branches.at.get(statement);
      return label === undefined ? undefined : { ...labelLine(label), comment: statement.comment };
    }
    case "literal":
      return writeLiteral(statement, context, reports);
    case "annotation":
      return writeAnnotation(statement, context, reports);
    case "macro": {
      const { macro, register, place } = statement;
      if (register !== undefined && !isGeneralRegister(register)) {
        reports.fault({ place, message: `${macro} takes a general register, not ${register}`, hint: `${macro}(CX)` });
        return undefined;
      }
      return {
        expression: dslCall(macro, ...(register === undefined ? [] : [dsl(register)])),
        comment: statement.comment,
      };
    }
    case "instruction":
      return writeInstructionLine(statement, read, context, reports);
  }
}

function writeInstructionLine(
  statement: InstructionStatement,
  { chosen }: ReadRoutine,
  context: OperandContext,
  reports: Reports,
): Line | undefined {
  const { mnemonic, operands, place } = statement;
  const register = threadRegister(statement, context);
  if (register !== undefined) {
    return { expression: dslCall("get_tls", dsl(register)), comment: statement.comment };
  }
  if (withoutBytes.has(mnemonic)) {
    // To Go's tools it says something about its operand; the machine code has nothing of it.
    const shown = [mnemonic, ...operands.map((operand) => (operand.kind === "register" ? operand.name : "..."))].join(
      " ",
    );
    return comment(statement.comment === undefined ? shown : `${shown}: ${statement.comment.trim()}`);
  }
  if (mnemonic === "ADJSP") {
    const [bytes] = operands;
    const value = bytes?.kind === "number" && operands.length === 1 ? BigInt.asIntN(64, bytes.value) : undefined;
    if (value === undefined || BigInt.asIntN(32, value) !== value) {
      reports.fault({ place, message: "ADJSP takes one number of bytes", hint: "ADJSP $16" });
      return undefined;
    }
    return { expression: dslCall("ADJSP", number(value)), comment: statement.comment };
  }
  const instruction = chosen.get(statement);
  return instruction === undefined
    ? undefined
    : { expression: writeInstruction(instruction, context), comment: statement.comment };
}

const literalBits = { BYTE: 8, WORD: 16, LONG: 32, QUAD: 64 } as const;

function writeLiteral(statement: LiteralStatement, context: OperandContext, reports: Reports): Line | undefined {
  const { directive, value, place } = statement;
  const expression = literalNumber(statement, context);
  if (expression === undefined) {
    const what = value.kind === "number" ? `${String(value.value)} does not fit` : "it takes a number";
    reports.fault({
      place,
      message: `${directive}: ${what}`,
      hint: `${directive} takes ${String(literalBits[directive])} bits`,
    });
    return undefined;
  }
  return { expression: dslCall(directive, expression), comment: statement.comment };
}

function literalNumber({ directive, value }: LiteralStatement, context: OperandContext): Expression | undefined {
  if (value.kind !== "number") {
    return undefined;
  }
  const bits = literalBits[directive];
  const signed = BigInt.asIntN(64, value.value);
  const unsigned = BigInt.asUintN(64, value.value);
  const fitting = unsigned < 1n << BigInt(bits) ? unsigned : signed;
  if (fitting < -(1n << BigInt(bits - 1)) || fitting >= 1n << BigInt(bits)) {
    return undefined;
  }
  return value.name === undefined
    ? number(BigInt.asUintN(bits, fitting), value.written)
    : declared(context.declarations.constant(value.name, fitting));
}

/** An instruction has at most fifteen bytes; of a table, this is a line. */
const mostTogether = 16;

/** `BYTE $0x0f; BYTE $0x0b` is BYTE(0x0f, 0x0b), as long as nothing stands between or behind. */
function literalsTogether(
  last: BodyLine | undefined,
  previous: BodyStatement | undefined,
  statement: BodyStatement,
): BodyLine | undefined {
  const isNext =
    last?.expression.kind === "call" &&
    last.comment === undefined &&
    last.expression.args.length < mostTogether &&
    statement.kind === "literal" &&
    previous?.kind === "literal" &&
    previous.directive === statement.directive &&
    statement.value.kind === "number" &&
    statement.value.name === undefined &&
    !statement.blankBefore &&
    // A comment is of its own line.
    (statement.comment === undefined || isSameLine(statement.place, previous.place));
  if (!isNext) {
    return undefined;
  }
  const bits = literalBits[statement.directive];
  const value = BigInt.asUintN(64, statement.value.value);
  if (value >= 1n << BigInt(bits)) {
    return undefined;
  }
  const { callee, args } = last.expression;
  return {
    ...last,
    expression: { kind: "call", callee, args: [...args, number(value, statement.value.written)] },
    comment: statement.comment,
  };
}

/** Does it fit the 32 bits that the assembler keeps of it? */
function isSmall(value: bigint): boolean {
  return value >= -0x8000_0000n && value <= 0xffff_ffffn;
}

function isSameLine(one: SourcePlace, other: SourcePlace): boolean {
  return one.file === other.file && one.line === other.line;
}

function writeAnnotation(statement: AnnotationStatement, context: OperandContext, reports: Reports): Line | undefined {
  const { directive, operands, place } = statement;
  const [index, second] = operands;
  try {
    const numberOf = (operand: SourceOperand): Expression =>
      writeOperand(operand, { isTarget: false, width: undefined }, context).expression;
    const areNumbers = index?.kind === "number" && second?.kind === "number" && operands.length === 2;
    if (directive === "PCDATA" && areNumbers && isSmall(index.value) && isSmall(second.value)) {
      return { expression: dslCall("PCDATA", numberOf(index), numberOf(second)), comment: statement.comment };
    }
    const isSymbol = second?.kind === "symbol" && second.offset === 0n && second.index === undefined;
    if (
      directive === "FUNCDATA" &&
      index?.kind === "number" &&
      isSmall(index.value) &&
      isSymbol &&
      operands.length === 2
    ) {
      const symbol = string(symbolText(second.symbol));
      return { expression: dslCall("FUNCDATA", numberOf(index), symbol), comment: statement.comment };
    }
  } catch (error) {
    if (!(error instanceof Unsayable)) {
      throw error;
    }
    reports.fault({ place, message: `${directive}: ${error.message}`, hint: error.hint });
    return undefined;
  }
  const hint =
    directive === "PCALIGN" ? "descriptions do not align code" : `${directive} takes $index, and $value or symbol(SB)`;
  reports.fault({ place, message: `${directive} of this form cannot be said in a description`, hint });
  return undefined;
}

/** Flags that `routine` has where none are given. */
const defaultFlags = textFlagBits.NOPROF | textFlagBits.DUPOK | textFlagBits.NOSPLIT;

function optionsOf({ source, branches, layout }: ReadRoutine, reports: Reports): readonly Member[] {
  const { text, doc, place, symbol } = source;
  const names = Object.entries(textFlagBits);
  const known = names.reduce((all, [, bit]) => all | bit, 0);
  if ((text.flags & ~known) !== 0) {
    reports.fault({
      place,
      message: `TEXT: the flags ${String(text.flags)} of ${symbolText(symbol)} are not among those that descriptions know`,
      hint: names.map(([name, bit]) => `${name} ${String(bit)}`).join(", "),
    });
  }
  const frame = BigInt.asIntN(64, text.frame);
  const bytes = text.argumentBytes;
  if (frame > 0x7fff_fff8n || frame < -0x7fff_fff8n || (frame > 0n && frame % 8n !== 0n)) {
    const message = `TEXT: ${symbolText(symbol)} has a frame of ${String(frame)} bytes`;
    reports.fault({ place, message, hint: "a frame is a multiple of 8 bytes, so that SP stays aligned" });
  }
  if (bytes !== undefined && (bytes < 0n || bytes > 0x7fff_ffffn)) {
    reports.fault({ place, message: `TEXT: ${symbolText(symbol)} has ${String(bytes)} bytes of arguments` });
  }
  const flags = names.filter(([, bit]) => (text.flags & bit) !== 0).map(([name]) => string(name));
  const args = argumentMembers(layout);
  return [
    ...(doc === undefined ? [] : [{ key: "doc", value: textOf(doc) }]),
    ...(args.length === 0 ? [] : [{ key: "args", value: { kind: "object", members: args } as const }]),
    ...(bytes === undefined ? [] : [{ key: "argumentBytes", value: number(bytes) }]),
    { key: "frame", value: frame === usualNone ? dsl("none") : number(frame) },
    ...(text.flags === defaultFlags ? [] : [{ key: "flags", value: { kind: "list", items: flags } as const }]),
    ...(branches.labels.length === 0
      ? []
      : [{ key: "labels", value: { kind: "list", items: branches.labels.map(string) } as const }]),
  ];
}
