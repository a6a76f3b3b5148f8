import type { ConstantOffsets, Instruction } from "iced-x86";
import { Code, CodeExt, Decoder, DecoderError, Encoder, OpCodeOperandKind, OpKind, Register } from "iced-x86";
import { inGnuOrder } from "./prefix-order.js";

/** An operand as the bytes have it, in iced-x86's names. */
export type DecodedOperand =
  | { readonly kind: "register"; readonly name: string }
  | {
      readonly kind: "memory";
      readonly segment?: string;
      readonly base?: string;
      readonly index?: { readonly name: string; readonly scale: number };
      readonly displacement: bigint;
    }
  /** Memory at an address known from the instruction's own. */
  | {
      readonly kind: "rip-memory";
      readonly segment?: string;
      readonly address: bigint;
    }
  /** The value after sign extension, as bits of the operation's width. */
  | {
      readonly kind: "immediate";
      readonly value: bigint;
      readonly width: number;
    }
  | { readonly kind: "branch"; readonly target: bigint }
  /** Anything else, by iced-x86's name of its kind. */
  | { readonly kind: "other"; readonly name: string };

/** Where a number stands in the bytes of an instruction. */
export interface Field {
  readonly offset: number;
  readonly size: number;
}

/** One instruction read back from its bytes. */
export interface Decoded {
  /** iced-x86's name of the encoding. */
  readonly code: string;
  readonly length: number;
  /** In the order of Intel's manuals, destination first; those that the opcode fixes have `implied`. */
  readonly operands: readonly {
    readonly operand: DecodedOperand;
    readonly implied: boolean;
  }[];
  /** `lock`, `rep`, `repne`, in this order; prefixes that are part of the opcode are not among them. */
  readonly prefixes: readonly string[];
  /** A segment override, whatever it applies to. */
  readonly segment?: string;
  readonly displacement?: Field;
  readonly immediate?: Field;
  /** What iced-x86 makes of the same instruction: a second opinion, and the same bytes unless some are superfluous. */
  readonly encodedAgain: string;
}

/** Reads the first instruction of `bytes`, which lie at `address`; undefined where they are none. */
export function decode(bytes: Uint8Array, address: number): Decoded | undefined {
  const decoder = new Decoder(64, bytes, 0);
  decoder.ip = BigInt(address);
  const instruction = decoder.decode();
  const constants = decoder.getConstantOffsets(instruction);
  const decoded =
    decoder.lastError === DecoderError.None && !instruction.isInvalid
      ? describe(instruction, constants, address)
      : undefined;
  constants.free();
  instruction.free();
  decoder.free();
  return decoded;
}

function describe(instruction: Instruction, constants: ConstantOffsets, address: number): Decoded {
  const { code } = instruction;
  const operands = Array.from({ length: instruction.opCount }, (_, position) => describeOperand(instruction, position));
  const fixed = fixedOperands(code, operands);
  return {
    code: Code[code],
    length: instruction.length,
    operands: operands.map((operand, position) => ({ operand, implied: fixed[position] ?? false })),
    prefixes: [
      ...(instruction.hasLockPrefix ? ["lock"] : []),
      ...(instruction.hasRepPrefix ? ["rep"] : []),
      ...(instruction.hasRepnePrefix ? ["repne"] : []),
    ],
    ...segmentOf(instruction),
    encodedAgain: encodeAgain(instruction, address),
    ...(constants.hasDisplacement
      ? {
          displacement: {
            offset: constants.displacementOffset,
            size: constants.displacementSize,
          },
        }
      : {}),
    ...(constants.hasImmediate
      ? {
          immediate: {
            offset: constants.immediateOffset,
            size: constants.immediateSize,
          },
        }
      : {}),
  };
}

function encodeAgain(instruction: Instruction, address: number): string {
  const encoder = new Encoder(64);
  try {
    encoder.encode(instruction, BigInt(address));
    return Buffer.from(inGnuOrder(encoder.takeBuffer())).toString("hex");
  } catch (thrown) {
    return `nothing: ${String(thrown)}`;
  } finally {
    encoder.free();
  }
}

/** iced-x86's name of an opcode that fixes a register or a number says so: `Stosq_m64_RAX`, `Shl_rm64_1`. */
export const namesOperand = /_(?:AL|CL|AX|DX|EAX|RAX|1)(?:_|$)/;

/** Which operands the opcode fixes. The facts about opcodes, which are slow to load, are asked where there may be any. */
function fixedOperands(code: Code, operands: readonly DecodedOperand[]): readonly boolean[] {
  const isString = operands.some((operand) => operand.kind === "other" && operand.name.startsWith("Memory"));
  if (!isString && !namesOperand.test(Code[code])) {
    return [];
  }
  const opCode = CodeExt.opCode(code);
  const fixed = operands.map((_, position) => implied.has(opCode.opKind(position)));
  opCode.free();
  return fixed;
}

/** Operands that the opcode itself names, so that assembly need not. */
export const implied: ReadonlySet<OpCodeOperandKind> = new Set([
  OpCodeOperandKind.al,
  OpCodeOperandKind.cl,
  OpCodeOperandKind.ax,
  OpCodeOperandKind.dx,
  OpCodeOperandKind.eax,
  OpCodeOperandKind.rax,
  OpCodeOperandKind.imm8_const_1,
  OpCodeOperandKind.seg_rSI,
  OpCodeOperandKind.es_rDI,
  OpCodeOperandKind.seg_rDI,
  OpCodeOperandKind.seg_rBX_al,
]);

/** The width of an immediate once it is extended to the operation's, by the kind of operand. */
const immediateWidth: ReadonlyMap<OpKind, number> = new Map([
  [OpKind.Immediate8, 8],
  [OpKind.Immediate8_2nd, 8],
  [OpKind.Immediate16, 16],
  [OpKind.Immediate32, 32],
  [OpKind.Immediate64, 64],
  [OpKind.Immediate8to16, 16],
  [OpKind.Immediate8to32, 32],
  [OpKind.Immediate8to64, 64],
  [OpKind.Immediate32to64, 64],
]);

function describeOperand(instruction: Instruction, position: number): DecodedOperand {
  const kind = instruction.opKind(position);
  const width = immediateWidth.get(kind);
  if (width !== undefined) {
    return {
      kind: "immediate",
      value: BigInt.asUintN(width, instruction.immediate(position)),
      width,
    };
  }
  switch (kind) {
    case OpKind.Register:
      return {
        kind: "register",
        name: Register[instruction.opRegister(position)],
      };
    case OpKind.NearBranch64:
      return { kind: "branch", target: instruction.nearBranchTarget };
    case OpKind.Memory:
      return describeMemory(instruction);
    default:
      return { kind: "other", name: OpKind[kind] };
  }
}

function describeMemory(instruction: Instruction): DecodedOperand {
  if (instruction.memoryBase === Register.RIP) {
    return {
      kind: "rip-memory",
      ...segmentOf(instruction),
      address: instruction.ipRelMemoryAddress,
    };
  }
  return {
    kind: "memory",
    ...segmentOf(instruction),
    ...(instruction.memoryBase === Register.None ? {} : { base: Register[instruction.memoryBase] }),
    // A scale without an index scales nothing, but no assembler writes it.
    ...(instruction.memoryIndex === Register.None && instruction.memoryIndexScale === 1
      ? {}
      : {
          index: {
            name: Register[instruction.memoryIndex],
            scale: instruction.memoryIndexScale,
          },
        }),
    displacement: BigInt.asIntN(64, instruction.memoryDisplacement),
  };
}

function segmentOf(instruction: Instruction): { readonly segment?: string } {
  return instruction.segmentPrefix === Register.None ? {} : { segment: Register[instruction.segmentPrefix] };
}
