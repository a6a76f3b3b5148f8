import {
  Code,
  CodeExt,
  Instruction,
  InstructionInfoFactory,
  OpAccess,
  OpCodeOperandKind,
  OpKind,
  Register,
  RegisterExt,
  RflagsBits,
  UsedRegister,
} from "iced-x86";
import type { Flag, FormLine, OperandAccess } from "../../dsl/instructions/form.js";
import type { RegisterName } from "../../dsl/operands/operand-class.js";

/** What iced-x86 knows of the encoding a form stands for. */
export interface FormFacts {
  readonly access: readonly OperandAccess[];
  readonly flagsRead: readonly Flag[];
  readonly flagsWritten: readonly Flag[];
  readonly flagsUndefined: readonly Flag[];
  readonly implicitReads: readonly RegisterName[];
  readonly implicitWrites: readonly RegisterName[];
  readonly lockable: boolean;
  readonly repeatable: boolean;
}

const flags: readonly (readonly [Flag, RflagsBits])[] = [
  ["CF", RflagsBits.CF],
  ["PF", RflagsBits.PF],
  ["AF", RflagsBits.AF],
  ["ZF", RflagsBits.ZF],
  ["SF", RflagsBits.SF],
  ["OF", RflagsBits.OF],
  ["DF", RflagsBits.DF],
  ["IF", RflagsBits.IF],
];

const plan9Registers: ReadonlyMap<Register, RegisterName> = new Map([
  [Register.RAX, "AX"],
  [Register.RCX, "CX"],
  [Register.RDX, "DX"],
  [Register.RBX, "BX"],
  [Register.RSP, "SP"],
  [Register.RBP, "BP"],
  [Register.RSI, "SI"],
  [Register.RDI, "DI"],
  [Register.R8, "R8"],
  [Register.R9, "R9"],
  [Register.R10, "R10"],
  [Register.R11, "R11"],
  [Register.R12, "R12"],
  [Register.R13, "R13"],
  [Register.R14, "R14"],
  [Register.R15, "R15"],
]);

/** Registers that no instruction touches by itself, to stand for the explicit operands of a sample. */
const samples: readonly Register[] = [Register.R12, Register.R13, Register.R14];
const sampleBase = Register.R15;

/** The same for operands in vector registers. */
const vectorSamples: Readonly<Record<"xmm" | "ymm", readonly Register[]>> = {
  xmm: [Register.XMM12, Register.XMM13, Register.XMM14, Register.XMM11],
  ymm: [Register.YMM12, Register.YMM13, Register.YMM14, Register.YMM11],
};

/** A prefix changes nothing by itself; what it changes is a fact of the instruction behind it. */
const nothing: FormFacts = {
  access: [],
  flagsRead: [],
  flagsWritten: [],
  flagsUndefined: [],
  implicitReads: [],
  implicitWrites: [],
  lockable: false,
  repeatable: false,
};

const codes: ReadonlyMap<string, Code> = new Map(
  Object.entries(Code).flatMap(([name, code]) => (typeof code === "number" ? [[name, code] as const] : [])),
);

/** The member of iced-x86's `Code` that has this name; undefined where there is none. */
export function codeByName(name: string): Code | undefined {
  return codes.get(name);
}

/** Everything the generated table says about a form beyond its line. The line must have passed the checker. */
export function formFacts(line: FormLine): FormFacts {
  const code = codeByName(line.code);
  if (line.prefix === true || code === undefined) {
    return nothing;
  }
  const memory = line.operands.some((operand) => /^m\d*$/.test(operand));
  const sample = sampleInstruction(code, memory);
  const factory = new InstructionInfoFactory();
  const info = factory.info(sample);
  const access = line.operands.map((_, position) =>
    line.sourceIsDestination === true && position === line.operands.length - 1
      ? "read-write"
      : operandAccess(info.opAccess(icedPosition(line, position))),
  );
  const explicit = new Set<Register>([...samples, sampleBase, ...fixedRegisters(line)]);
  const reads = new Set<RegisterName>();
  const writes = new Set<RegisterName>();
  const usedRegisters: readonly unknown[] = info.usedRegisters();
  for (const used of usedRegisters) {
    if (!(used instanceof UsedRegister)) continue;
    const register = RegisterExt.fullRegister(used.register);
    const name = explicit.has(register) ? undefined : plan9Registers.get(register);
    if (name !== undefined && isRead(used.access)) reads.add(name);
    if (name !== undefined && isWrite(used.access)) writes.add(name);
    used.free();
  }
  const opCode = CodeExt.opCode(code);
  const lockable = opCode.canUseLockPrefix;
  opCode.free();
  const facts: FormFacts = {
    access,
    flagsRead: flagNames(sample.rflagsRead),
    flagsWritten: flagNames(sample.rflagsWritten | sample.rflagsCleared | sample.rflagsSet),
    flagsUndefined: flagNames(sample.rflagsUndefined),
    implicitReads: inHardwareOrder(reads),
    implicitWrites: inHardwareOrder(writes),
    lockable,
    repeatable: sample.isStringInstruction,
  };
  info.free();
  factory.free();
  sample.free();
  return facts;
}

/** iced-x86 has Intel's operand order, which is AT&T's reversed. */
export function icedPosition(line: FormLine, position: number): number {
  if (line.attReversed === true) return position;
  const last = line.operands.length - 1;
  if (line.attRotated === true) return position === last ? last : last - 1 - position;
  // A source that is the destination again stands between the destination and the rest.
  return last - position + (line.sourceIsDestination === true && position < last ? 1 : 0);
}

/** The operand kinds of an encoding, in iced-x86's order. */
export function operandKinds(code: Code): readonly OpCodeOperandKind[] {
  const opCode = CodeExt.opCode(code);
  const kinds = Array.from({ length: opCode.opCount }, (_, position) => opCode.opKind(position));
  opCode.free();
  return kinds;
}

/** An instruction of this encoding with registers that nothing touches implicitly. */
export function sampleInstruction(code: Code, preferMemory: boolean): Instruction {
  const instruction = new Instruction();
  instruction.code = code;
  for (const [position, kind] of operandKinds(code).entries()) {
    const fixed = fixedKinds.get(kind);
    if (fixed !== undefined) {
      instruction.setOpKind(position, OpKind.Register);
      instruction.setOpRegister(position, fixed);
    } else if (kind === OpCodeOperandKind.es_rDI) {
      instruction.setOpKind(position, OpKind.MemoryESRDI);
    } else if (kind === OpCodeOperandKind.seg_rSI) {
      instruction.setOpKind(position, OpKind.MemorySegRSI);
    } else if (OpCodeOperandKind[kind].startsWith("br")) {
      instruction.setOpKind(position, OpKind.NearBranch64);
    } else if (OpCodeOperandKind[kind].startsWith("imm")) {
      instruction.setOpKind(position, OpKind.Immediate8);
      // A shift by 0 writes no flags, and by 1 has a form of its own: the facts are those of any other count.
      instruction.immediate8 = 5;
    } else if (kind === OpCodeOperandKind.mem || (preferMemory && OpCodeOperandKind[kind].endsWith("_or_mem"))) {
      instruction.setOpKind(position, OpKind.Memory);
      instruction.memoryBase = sampleBase;
    } else {
      const vector = /^[xy]mm/.exec(OpCodeOperandKind[kind])?.[0];
      const registers = vector === "xmm" || vector === "ymm" ? vectorSamples[vector] : samples;
      instruction.setOpKind(position, OpKind.Register);
      instruction.setOpRegister(position, registers[position] ?? Register.None);
    }
  }
  return instruction;
}

const fixedKinds: ReadonlyMap<OpCodeOperandKind, Register> = new Map([
  [OpCodeOperandKind.al, Register.AL],
  [OpCodeOperandKind.cl, Register.CL],
  [OpCodeOperandKind.ax, Register.AX],
  [OpCodeOperandKind.dx, Register.DX],
  [OpCodeOperandKind.eax, Register.EAX],
  [OpCodeOperandKind.rax, Register.RAX],
]);

/** The registers that a line names itself, `CL` say: they are operands, not implicit. */
function fixedRegisters(line: FormLine): readonly Register[] {
  return line.operands.flatMap((operand) => {
    switch (operand) {
      case "AL":
      case "AX":
      case "EAX":
      case "RAX":
        return [Register.RAX];
      case "CL":
        return [Register.RCX];
      case "DX":
        return [Register.RDX];
      default:
        return [];
    }
  });
}

function isRead(access: OpAccess): boolean {
  return access === OpAccess.Read || access === OpAccess.CondRead || isReadWrite(access);
}

function isWrite(access: OpAccess): boolean {
  return access === OpAccess.Write || access === OpAccess.CondWrite || isReadWrite(access);
}

function isReadWrite(access: OpAccess): boolean {
  return access === OpAccess.ReadWrite || access === OpAccess.ReadCondWrite;
}

function operandAccess(access: OpAccess): OperandAccess {
  switch (access) {
    case OpAccess.None:
      return "none";
    case OpAccess.Read:
    case OpAccess.CondRead:
      return "read";
    case OpAccess.Write:
      return "write";
    case OpAccess.CondWrite:
      return "conditional-write";
    case OpAccess.ReadWrite:
    case OpAccess.ReadCondWrite:
      return "read-write";
    case OpAccess.NoMemAccess:
      return "address";
  }
}

function flagNames(bits: number): readonly Flag[] {
  return flags.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name);
}

function inHardwareOrder(names: ReadonlySet<RegisterName>): readonly RegisterName[] {
  return [...plan9Registers.values()].filter((name) => names.has(name));
}
