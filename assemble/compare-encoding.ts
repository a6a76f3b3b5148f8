import { attOrder } from "../dsl/lowering/att.js";
import type { MachineInstruction, MachineMemory, MachineOperand } from "../dsl/lowering/machine.js";
import type { RegisterName, VectorRegisterName, Width } from "../dsl/operands/operand-class.js";
import { branchCodes } from "./branch-codes.js";
import type { Decoded, DecodedOperand } from "./decode.js";
import { outsideTarget, symbolAddress, variableDisplacement } from "./placeholder.js";

/**
 * Compares an encoding, read back, with what was meant: the encoding's name, its length, the prefixes, and every
 * operand. `end` is the address behind the instruction and `branchTarget` the address a branch has to reach. Gives one
 * sentence for each difference.
 */
export function compareEncoding(
  meant: MachineInstruction,
  decoded: Decoded,
  bytes: Uint8Array,
  end: number,
  branchTarget: number | undefined,
): readonly string[] {
  const differences: string[] = [];
  const differ = (what: string, expected: string, got: string): void => {
    if (expected !== got) {
      differences.push(`${what}: expected ${expected}, got ${got}`);
    }
  };
  if (!acceptableCodes(meant).includes(decoded.code)) {
    differ("encoding", acceptableCodes(meant).join(" or "), decoded.code);
  }
  differ("length", String(bytes.length), String(decoded.length));
  differ("bytes by iced-x86", decoded.encodedAgain, Buffer.from(bytes).toString("hex"));
  differ(
    "prefixes",
    listed(meant.prefixes.map((prefix) => prefixNames[prefix.att] ?? prefix.att)),
    listed(decoded.prefixes),
  );
  const segment = meant.operands.find((operand) => operand.kind === "memory" && operand.segment !== undefined);
  differ("segment", segment?.kind === "memory" ? (segment.segment ?? "none") : "none", decoded.segment ?? "none");

  // Intel's order is the reverse of AT&T's.
  const numbered = meant.operands
    .map((operand, position) => ({ operand, name: `operand ${String(position + 1)}` }))
    // The three of a breakpoint is in its opcode.
    .filter((_, position) => meant.form.operands[position] !== "three");
  const ordered = attOrder(meant.form, numbered).toReversed();
  const got = explicitOperands(decoded, ordered.length);
  differ("number of operands", String(ordered.length), String(got.length));
  ordered.forEach(({ operand, name }, position) => {
    const other = got[position];
    if (other !== undefined) {
      differ(name, spell(expectedOperand(operand, other, end, branchTarget)), spell(other));
    }
  });
  return differences;
}

/** The prefixes have several names in AT&T syntax; iced-x86 has one for each byte. */
const prefixNames: Readonly<Partial<Record<string, string>>> = {
  lock: "lock",
  rep: "rep",
  repe: "rep",
  repz: "rep",
  repne: "repne",
  repnz: "repne",
};

function listed(prefixes: readonly string[]): string {
  return prefixes.length === 0 ? "none" : [...prefixes].sort().join(" ");
}

/**
 * The form's own encoding; of a branch its short and its long one, since layout chooses; of a move between vector
 * registers that of the load and that of the store, since the shorter is chosen.
 */
function acceptableCodes({ form, operands }: MachineInstruction): readonly string[] {
  switch (operands[0]?.kind) {
    case "branch":
      return branchCodes(form.code);
    case "symbol":
      // A relocation has four bytes.
      return branchCodes(form.code).filter((code) => !code.includes("_rel8_"));
    case "vector-register":
      return operands[1]?.kind === "vector-register" ? [form.code, ...storeCode(form.code)] : [form.code];
    default:
      return [form.code];
  }
}

/** `VEX_Vmovdqa_ymmm256_ymm` for `VEX_Vmovdqa_ymm_ymmm256`. */
function storeCode(code: string): readonly string[] {
  const [, name, register, place] = /^(VEX_Vmov[a-z]+)_([xy]mm)_([xy]mmm\d+)$/.exec(code) ?? [];
  return name === undefined || register === undefined || place === undefined ? [] : [`${name}_${place}_${register}`];
}

/** The operands that assembly writes, when it writes `count`: those that the opcode implies are left out as needed. */
function explicitOperands(decoded: Decoded, count: number): readonly DecodedOperand[] {
  const written =
    decoded.operands.length > count ? decoded.operands.filter(({ implied }) => !implied) : decoded.operands;
  const operands = written.map(({ operand }) => operand);
  const [first, second] = operands;
  // `imulq $5, %rax` is short for `imulq $5, %rax, %rax`.
  const repeated = operands.length === 3 && count === 2 && decoded.code.startsWith("Imul_");
  return repeated && first !== undefined && second !== undefined && spell(first) === spell(second)
    ? operands.slice(1)
    : operands;
}

/** What an operand should have been read back as; the width of an immediate is the encoding's. */
function expectedOperand(
  operand: MachineOperand,
  got: DecodedOperand,
  end: number,
  branchTarget: number | undefined,
): DecodedOperand {
  switch (operand.kind) {
    case "register":
      return {
        kind: "register",
        name: decodedRegister(operand.name, operand.width),
      };
    case "vector-register":
      return { kind: "register", name: decodedVectorRegister(operand.name) };
    case "memory":
      return expectedMemory(operand);
    case "immediate":
      return expectedImmediate(operand.value, got.kind === "immediate" ? got.width : 64);
    case "symbol-memory":
      return {
        kind: "rip-memory",
        address: BigInt(end + variableDisplacement),
      };
    case "symbol":
      return { kind: "branch", target: BigInt(outsideTarget) };
    case "address":
      return expectedImmediate(BigInt(symbolAddress), got.kind === "immediate" ? got.width : 64);
    case "literal":
      return { kind: "other", name: "bytes given as numbers" };
    case "branch":
      return branchTarget === undefined
        ? { kind: "other", name: "a branch without a place" }
        : { kind: "branch", target: BigInt(branchTarget) };
    default: {
      const unknown: never = operand;
      return unknown;
    }
  }
}

function expectedMemory(memory: MachineMemory): DecodedOperand {
  return {
    kind: "memory",
    ...(memory.segment === undefined ? {} : { segment: memory.segment }),
    ...(memory.base === undefined ? {} : { base: decodedRegister(memory.base, 64) }),
    ...(memory.index === undefined
      ? {}
      : {
          index: {
            name: decodedRegister(memory.index.register, 64),
            scale: memory.index.scale,
          },
        }),
    displacement: BigInt(memory.displacement),
  };
}

/** A value that the width cannot hold stays as it is, so that it equals nothing that was read back. */
function expectedImmediate(value: bigint, width: number): DecodedOperand {
  const fits = value >= -(1n << BigInt(width - 1)) && value < 1n << BigInt(width);
  return {
    kind: "immediate",
    value: fits ? BigInt.asUintN(width, value) : value,
    width,
  };
}

function spell(operand: DecodedOperand): string {
  switch (operand.kind) {
    case "register":
      return operand.name;
    case "immediate":
      return `${hexadecimal(operand.value)} in ${String(operand.width)} bits`;
    case "branch":
      return `the address ${hexadecimal(operand.target)}`;
    case "rip-memory":
      return `${operand.segment === undefined ? "" : `${operand.segment}:`}[RIP to ${hexadecimal(operand.address)}]`;
    case "memory": {
      const { segment, base, index, displacement } = operand;
      const terms = [
        ...(base === undefined ? [] : [base]),
        ...(index === undefined ? [] : [`${index.name}*${String(index.scale)}`]),
        hexadecimal(displacement),
      ];
      return `${segment === undefined ? "" : `${segment}:`}[${terms.join(" + ")}]`;
    }
    case "other":
      return operand.name;
    default: {
      const unknown: never = operand;
      return unknown;
    }
  }
}

function hexadecimal(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** The registers older than AMD64 at each width, by iced-x86's names. */
const named: Readonly<Partial<Record<RegisterName, Readonly<Record<Width, string>>>>> = {
  AX: { 8: "AL", 16: "AX", 32: "EAX", 64: "RAX" },
  BX: { 8: "BL", 16: "BX", 32: "EBX", 64: "RBX" },
  CX: { 8: "CL", 16: "CX", 32: "ECX", 64: "RCX" },
  DX: { 8: "DL", 16: "DX", 32: "EDX", 64: "RDX" },
  SI: { 8: "SIL", 16: "SI", 32: "ESI", 64: "RSI" },
  DI: { 8: "DIL", 16: "DI", 32: "EDI", 64: "RDI" },
  BP: { 8: "BPL", 16: "BP", 32: "EBP", 64: "RBP" },
  SP: { 8: "SPL", 16: "SP", 32: "ESP", 64: "RSP" },
};

const numberedSuffix: Readonly<Record<Width, string>> = { 8: "L", 16: "W", 32: "D", 64: "" };

/** iced-x86's name of a register at a width. */
function decodedRegister(name: RegisterName, width: Width): string {
  return named[name]?.[width] ?? `${name}${numberedSuffix[width]}`;
}

/** iced-x86's name of a vector register: X3 is XMM3. */
function decodedVectorRegister(name: VectorRegisterName): string {
  return `${name.slice(0, 1)}MM${name.slice(1)}`;
}
