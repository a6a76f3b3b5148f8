import type { Form, FormOperandClass } from "../../../../dsl/instructions/form.js";
import { forms } from "../../../../dsl/instructions/generated/forms.js";
import { instruction } from "../../../../dsl/instructions/instruction.js";
import { selectForm } from "../../../../dsl/lowering/select-form.js";
import type { Width } from "../../../../dsl/operands/operand-class.js";
import { mnemonicAliases } from "../mnemonic-aliases.js";
import type { InstructionStatement, SourceOperand, SourcePlace } from "../syntax.js";
import type { ArgumentAccess } from "./argument-layout.js";
import { dslCall, type Expression } from "./expression.js";
import { isKey } from "./identifiers.js";
import {
  Unsayable,
  argumentName,
  writeOperand,
  type OperandContext,
  type OperandUse,
  type WrittenOperand,
} from "./operands.js";

/** An instruction of the table with the form that its operands choose. */
export interface ChosenInstruction {
  readonly mnemonic: string;
  readonly operands: readonly SourceOperand[];
  readonly uses: readonly OperandUse[];
  readonly form: Form;
}

type ReportFault = (place: SourcePlace, message: string, hint?: string) => void;

/** Finds the form of an instruction, with operands of open width. What descriptions do not have is reported. */
export function chooseForm(
  statement: InstructionStatement,
  context: OperandContext,
  report: ReportFault,
): ChosenInstruction | undefined {
  const { mnemonic, operands: given } = asDescribed(statement);
  const operands = given.map((operand) => withoutByteRegister(withSignedDisplacement(operand, mnemonic)));
  const candidates = forms.get(mnemonic);
  if (candidates === undefined) {
    const alias = mnemonic === statement.mnemonic ? "" : ` (${statement.mnemonic})`;
    report(
      statement.place,
      `${mnemonic}${alias} is not in the instruction table`,
      "dsl/instructions/table has what descriptions can say; BYTE gives the machine code of others",
    );
    return undefined;
  }
  const written: WrittenOperand[] = [];
  const uses: OperandUse[] = [];
  for (const [position, operand] of operands.entries()) {
    const use = { isTarget: isTarget(candidates, position), width: undefined };
    try {
      written.push(writeOperand(operand, use, context));
      uses.push(use);
    } catch (error) {
      if (!(error instanceof Unsayable)) {
        throw error;
      }
      report(
        operand.place,
        `${statement.mnemonic}: ${error.message}`,
        error.hint ?? acceptedForms(mnemonic, candidates),
      );
    }
  }
  if (written.length < operands.length) {
    return undefined;
  }
  let refused: { readonly message: string } | undefined;
  for (const immediate of immediatesOf(operands)) {
    const values = written.map(({ value }, position) =>
      operands[position]?.kind === "number" && immediate !== undefined ? plain(immediate) : value,
    );
    refused = undefined;
    const form = selectForm(instruction(mnemonic, values, chooseForm), (_code, message) => {
      refused ??= { message };
    });
    if (form !== undefined) {
      const wide = given.find((operand, position) => isWideUse(operand, operands, form, position));
      if (wide?.kind === "register") {
        report(
          wide.place,
          `${statement.mnemonic}: the byte register ${wide.name} has no counterpart here`,
          "descriptions write AX, of which the instruction takes as many bits as it works on",
        );
        return undefined;
      }
      return {
        mnemonic,
        operands,
        form,
        uses: uses.map((use, position) => ({
          ...use,
          width: widthOfPlace(form.operands[position]),
          isVector: /^[xy]?m(?:128|256)$/.test(form.operands[position] ?? ""),
          ...(immediate === undefined ? {} : { immediate }),
        })),
      };
    }
  }
  report(statement.place, wordsOf(refused, mnemonic), acceptedForms(mnemonic, candidates));
  return undefined;
}

function wordsOf(refused: { readonly message: string } | undefined, mnemonic: string): string {
  return refused?.message ?? `${mnemonic} does not take these operands`;
}

/** The instruction as the module writes it. */
export function writeInstruction({ mnemonic, operands, uses }: ChosenInstruction, context: OperandContext): Expression {
  return dslCall(
    mnemonic,
    ...operands.map((operand, position) => {
      const use = uses[position] ?? { isTarget: false, width: undefined };
      return writeOperand(operand, use, context).expression;
    }),
  );
}

/** The arguments that an instruction reads and writes. */
export function accessesOf({ mnemonic, operands, uses }: ChosenInstruction): readonly ArgumentAccess[] {
  return operands.flatMap((operand, position): readonly ArgumentAccess[] => {
    if (operand.kind !== "frame" || operand.pseudo !== "FP" || operand.index !== undefined || operand.offset < 0n) {
      return [];
    }
    const width = uses[position]?.width;
    const offset = Number(operand.offset);
    const name = argumentName(operand.name, offset);
    const isVector = width === undefined && uses[position]?.isTarget === false && !addressOnly.has(mnemonic);
    return isVector || !isKey(name) ? [] : [{ name, offset, width, isSigned: mnemonic.endsWith("SX") }];
  });
}

/** Instructions that take an operand's address and leave the memory alone. */
const addressOnly = new Set(["LEAQ", "LEAL", "LEAW"]);

/** The mnemonic of the table, and `LEAQ x+0(FP), AX` for `MOVQ $x+0(FP), AX`, which assemblers make of it. */
function asDescribed(statement: InstructionStatement): Pick<ChosenInstruction, "mnemonic" | "operands"> {
  const mnemonic = mnemonicAliases.get(statement.mnemonic) ?? statement.mnemonic;
  const [source, destination] = statement.operands;
  const load = mnemonic === "MOVQ" ? "LEAQ" : mnemonic === "MOVL" ? "LEAL" : undefined;
  return load !== undefined &&
    source?.kind === "address" &&
    source.of.kind !== "symbol" &&
    destination?.kind === "register" &&
    statement.operands.length === 2
    ? { mnemonic: load, operands: [source.of, destination] }
    : { mnemonic, operands: statement.operands };
}

/** `AL` is what MOVB takes of AX. */
function withoutByteRegister(operand: SourceOperand): SourceOperand {
  const whole = operand.kind === "register" ? byteRegisters.get(operand.name) : undefined;
  return operand.kind === "register" && whole !== undefined ? { ...operand, name: whole } : operand;
}

const byteRegisters = new Map<string, string>([
  ...["AX", "CX", "DX", "BX"].map((name) => [`${name.slice(0, 1)}L`, name] as const),
  ...["SP", "BP", "SI", "DI", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15"].map(
    (name) => [`${name}B`, name] as const,
  ),
]);

/**
 * A byte register where the instruction takes more of it, or where the assembler has a shorter encoding for AL than it
 * chooses for a byte of AX.
 */
function isWideUse(operand: SourceOperand, operands: readonly SourceOperand[], form: Form, position: number): boolean {
  if (operand.kind !== "register" || !byteRegisters.has(operand.name)) {
    return false;
  }
  const isByte = /^(?:rm?8|AL|CL)$/.test(form.operands[position] ?? "");
  return !isByte || (operand.name === "AL" && operands.some(({ kind }) => kind === "number"));
}

/** Of LEAL alone the assembler takes a displacement of 32 bits without a sign: no more of the sum is kept. */
function withSignedDisplacement(operand: SourceOperand, mnemonic: string): SourceOperand {
  if (mnemonic !== "LEAL" || operand.kind !== "memory") {
    return operand;
  }
  const { value } = operand.displacement;
  const signed = BigInt.asIntN(32, value);
  return BigInt.asUintN(32, value) === BigInt.asUintN(64, value) && signed !== value
    ? { ...operand, displacement: { value: signed } }
    : operand;
}

function isTarget(candidates: readonly Form[], position: number): boolean {
  return candidates.some((form) => form.operands[position] === "symbol");
}

/**
 * The numbers that an immediate may be given as. The assembler keeps 64 bits; forms of 64 bits want a small negative
 * number by its sign, others by its bits.
 */
function immediatesOf(operands: readonly SourceOperand[]): readonly (bigint | undefined)[] {
  const [given, ...others] = operands.filter((operand) => operand.kind === "number");
  if (given === undefined || others.length > 0) {
    return [undefined];
  }
  const unsigned = BigInt.asUintN(64, given.value);
  const signed = BigInt.asIntN(64, given.value);
  if (given.value !== unsigned && given.value !== signed) {
    return [given.value];
  }
  return signed >= -0x8000_0000n ? [signed] : [unsigned, signed];
}

function plain(value: bigint): number | bigint {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/** The width of memory that an operand class fixes; undefined for vectors, and where only the address counts. */
function widthOfPlace(formClass: FormOperandClass | undefined): Width | undefined {
  switch (/^[rx]?m(8|16|32|64)$/.exec(formClass ?? "")?.[1]) {
    case "8":
      return 8;
    case "16":
      return 16;
    case "32":
      return 32;
    case "64":
      return 64;
    default:
      return undefined;
  }
}

/** What a mnemonic takes, for somebody whose operands it does not take. */
function acceptedForms(mnemonic: string, candidates: readonly Form[]): string {
  const accepted = [...new Set(candidates.map(({ operands }) => `(${operands.join(", ")})`))];
  return `${mnemonic} takes ${accepted.join(" ")}`;
}
