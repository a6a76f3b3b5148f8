import { registers as registerList } from "../../../dsl/operands/register.js";
import type { RegisterName } from "../../../dsl/operands/operand-class.js";
import type { CpuState } from "../../../verify/engine/engine.js";
import { flagBit, registerNumber } from "../../../verify/engine/engine.js";
import type { CaseOperand } from "../../instructions/case-operand.js";
import { codeAddress, dataAddress, dataSize, gsBase, middle, reach, variableDistance } from "./layout.js";
import type { Random } from "../../../verify/random.js";
import { chance, randomWord } from "./random-word.js";
import type { TestedInstruction } from "./tested-instruction.js";
import { usesUpperHalves, usesVectors } from "./tested-instruction.js";
import type { VectorState } from "./vector-state.js";
import { halfSize, randomVector, randomVectors } from "./vector-state.js";

/** Registers, and the bytes from `middle - reach` up to `middle + reach`. */
export interface TestedState {
  readonly cpu: CpuState;
  readonly memory: Uint8Array;
  /** Where the instruction has to do with them. */
  readonly vectors?: VectorState;
}

const statusBits = Object.values(flagBit);
const always = 1n << 1n;
const interruptFlag = 1n << 9n;

/** A state in which the instruction mostly has something to do: its memory is there, its quotient fits. */
export function testedState(instruction: TestedInstruction, random: Random): TestedState {
  const state: TestedState = {
    cpu: {
      registers: BigUint64Array.from(registerList, () => randomWord(random)),
      rip: codeAddress,
      flags: statusBits.reduce((all, bit) => (chance(random, 0.5) ? all | bit : all), always | interruptFlag),
      fsBase: 0n,
      gsBase,
    },
    memory: usesVectors(instruction) ? randomVectorBytes(random) : randomBytes(random),
    ...(usesVectors(instruction) ? { vectors: randomVectors(random, usesUpperHalves(instruction)) } : {}),
  };
  if (chance(random, 0.95)) set(state, "SP", place(random));
  if (chance(random, 0.95)) placeOperand(state, instruction, random);
  prepare(state, instruction, random);
  return state;
}

function randomBytes(random: Random): Uint8Array {
  const words = BigUint64Array.from({ length: (2 * reach) / 8 }, () => randomWord(random));
  return new Uint8Array(words.buffer);
}

function randomVectorBytes(random: Random): Uint8Array {
  const vectors = Array.from({ length: 8 }, () => randomVector(random));
  const bytes = new Uint8Array(2 * reach);
  for (let at = 0; at < bytes.length; at += halfSize) bytes.set(random.pick(vectors), at);
  return bytes;
}

/** An address among the tested bytes; now and then at the end of all data, where the next byte is not there. */
function place(random: Random): bigint {
  if (chance(random, 0.04)) return dataAddress + BigInt(dataSize) - BigInt(1 + random.below(16));
  if (chance(random, 0.3)) return middle - BigInt(random.below(17));
  const address = middle + BigInt(random.below(2 * reach - 128) - reach + 64);
  return chance(random, 0.5) ? address & ~7n : address;
}

function set({ cpu }: TestedState, name: RegisterName, value: bigint): void {
  cpu.registers[registerNumber[name]] = value;
}

function get({ cpu }: TestedState, name: RegisterName): bigint {
  return cpu.registers[registerNumber[name]] ?? 0n;
}

type MemoryOperand = Extract<CaseOperand, { readonly kind: "memory" }>;

function memoryOf({ operands }: TestedInstruction): MemoryOperand | undefined {
  return operands.find((operand) => operand.kind === "memory");
}

/** Gives the base register the value with which the operand is among the tested bytes. */
function placeOperand(state: TestedState, instruction: TestedInstruction, random: Random): void {
  const operand = memoryOf(instruction);
  if (operand === undefined) return;
  const wide = instruction.form.mnemonic.endsWith("16B") || usesVectors(instruction);
  const target = wide && chance(random, 0.7) ? place(random) & (chance(random, 0.5) ? ~31n : ~15n) : place(random);
  const displacement = BigInt(operand.displacement);
  if (operand.index === operand.base) {
    const factor = 1n + BigInt(operand.scale ?? 1);
    set(state, operand.base, (target - displacement) / factor);
    return;
  }
  const index = operand.index === undefined ? 0n : get(state, operand.index) * BigInt(operand.scale ?? 1);
  set(state, operand.base, BigInt.asUintN(64, target - displacement - index));
}

/** The address of the memory operand, of the variable if there is no other. */
function addressOf(state: TestedState, instruction: TestedInstruction): bigint {
  const operand = memoryOf(instruction);
  if (operand === undefined) return codeAddress + BigInt(instruction.bytes.length) + variableDistance;
  const index = operand.index === undefined ? 0n : get(state, operand.index) * BigInt(operand.scale ?? 1);
  return BigInt.asUintN(64, get(state, operand.base) + index + BigInt(operand.displacement));
}

function getWord({ memory }: TestedState, address: bigint): bigint | undefined {
  const offset = Number(address - middle) + reach;
  if (offset < 0 || offset + 8 > memory.length) return undefined;
  return new DataView(memory.buffer).getBigUint64(offset, true);
}

function setWord({ memory }: TestedState, address: bigint, value: bigint): void {
  const offset = Number(address - middle) + reach;
  if (offset < 0 || offset + 8 > memory.length) return;
  new DataView(memory.buffer).setBigUint64(offset, value, true);
}

/** What some instructions need so that not all of them fault or take the same way. */
function prepare(state: TestedState, instruction: TestedInstruction, random: Random): void {
  const { mnemonic } = instruction.form;
  const [operand] = instruction.operands;
  if (/^(?:MOVS|STOS|LODS|SCAS|CMPS)[BWLQ]$/.test(mnemonic)) {
    prepareString(state, instruction, random);
  } else if (/^I?DIV/.test(mnemonic) && chance(random, 0.7)) {
    set(state, "DX", random.pick([0n, 0n, 1n, BigInt.asUintN(64, BigInt.asIntN(64, get(state, "AX")) >> 63n)]));
    if (mnemonic.endsWith("B")) set(state, "AX", get(state, "AX") & (chance(random, 0.5) ? 0xffn : 0xfffn));
  } else if (/^(?:CALL|JMP|RET)$/.test(mnemonic)) {
    // The silicon's vendors do not agree about a jump to an address that is not canonical.
    const target = codeAddress + BigInt(32 + random.below(4064));
    if (mnemonic === "RET") setWord(state, get(state, "SP"), target);
    else if (operand?.kind === "register") set(state, operand.name, target);
    else setWord(state, addressOf(state, instruction), target);
  } else if (mnemonic.startsWith("POPF")) {
    // Single steps are not modelled, alignment checks and nested tasks are the kernel's.
    const unwanted = (1n << 8n) | (1n << 14n) | (1n << 18n) | (1n << 21n);
    const word = getWord(state, get(state, "SP"));
    if (word === undefined) set(state, "SP", middle - 24n);
    setWord(state, get(state, "SP"), (word ?? 0n) & ~unwanted);
  } else if (mnemonic === "LDMXCSR" && chance(random, 0.8)) {
    const address = addressOf(state, instruction);
    setWord(state, address, (getWord(state, address) ?? 0n) & ~0xffff_0000n);
  } else if (mnemonic === "PCMPESTRI" && chance(random, 0.8)) {
    for (const name of ["AX", "DX"] as const) {
      set(state, name, (get(state, name) & ~0xffff_ffffn) | BigInt.asUintN(32, BigInt(random.below(40) - 20)));
    }
  } else if (/^Sh[lr]d_rm16_r16_CL$/.test(instruction.form.code)) {
    // With more the result is undefined.
    set(state, "CX", (get(state, "CX") & ~0x1fn) | BigInt(random.below(17)));
  } else if (/^BT[SRC]?$/.test(mnemonic) && chance(random, 0.8)) {
    // The number of a bit far away is memory far away.
    for (const { class: name } of registerList) {
      if (chance(random, 0.7) && name !== memoryOf(instruction)?.base) set(state, name, BigInt(random.below(512)));
    }
    placeOperand(state, instruction, random);
  } else if (/^(?:LOOP|J[ER]CXZ)/.test(mnemonic) && chance(random, 0.7)) {
    const upper = chance(random, 0.5) ? get(state, "CX") & ~0xffff_ffffn : 0n;
    set(state, "CX", upper | BigInt(random.below(3)));
  } else if (/^CMPXCHG(?:8B|16B)$/.test(mnemonic) && chance(random, 0.5)) {
    const address = addressOf(state, instruction);
    const wide = mnemonic === "CMPXCHG16B";
    const low = (name: RegisterName) => get(state, name) & 0xffff_ffffn;
    setWord(state, address, wide ? get(state, "AX") : low("AX") | (low("DX") << 32n));
    if (wide) setWord(state, address + 8n, get(state, "DX"));
  } else if (mnemonic.startsWith("CMPXCHG") && chance(random, 0.5)) {
    const destination = instruction.operands[1];
    if (destination?.kind === "register") set(state, destination.name, get(state, "AX"));
    else setWord(state, addressOf(state, instruction), get(state, "AX"));
  }
}

function prepareString(state: TestedState, { text }: TestedInstruction, random: Random): void {
  // Now and then neither is anywhere.
  const somewhere = chance(random, 0.95);
  if (somewhere && chance(random, 0.95)) set(state, "SI", place(random));
  if (somewhere && chance(random, 0.95)) set(state, "DI", place(random));
  if (text.startsWith("rep")) {
    // With a 32-bit address the count has 32 bits too.
    const upper = text.includes("(%e") ? get(state, "CX") & ~0xffff_ffffn : 0n;
    set(state, "CX", upper | BigInt(random.below(12)));
  }
  // Runs of the same bytes, so that comparisons go on.
  if (chance(random, 0.5)) state.memory.fill(random.pick([0, 0xff]), 64, 2 * reach - 64);
  if (chance(random, 0.5)) set(state, "AX", random.pick([0n, 0xffff_ffff_ffff_ffffn]));
}

/** The registers, for a complaint. */
export function stateText({ cpu }: TestedState): string {
  const values = registerList.map(
    ({ class: name }, number) => `${name}=0x${(cpu.registers[number] ?? 0n).toString(16)}`,
  );
  return `${values.join(" ")} flags=0x${cpu.flags.toString(16)}`;
}
