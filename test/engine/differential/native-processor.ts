import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stop } from "../../../verify/engine/engine.js";
import { codeAddress, reach } from "./layout.js";
import { codeSize, inputSize, nativeSource, outputSize } from "./native-source.js";
import type { Outcome } from "./outcome.js";
import type { TestedInstruction } from "./tested-instruction.js";
import type { TestedState } from "./tested-state.js";
import type { VectorState } from "./vector-state.js";
import { vectorBytes } from "./vector-state.js";

/** One run for the processor itself. */
export interface NativeRun {
  readonly instruction: TestedInstruction;
  readonly state: TestedState;
}

/** What the processor did: as an engine would tell it, where it tells as much. */
export interface NativeOutcome {
  readonly outcome: Outcome;
  /** The kernel got no address: a protection exception, from an address that is not canonical for one. */
  readonly addressKnown: boolean;
}

/** Runs instructions on this machine's processor, through a program that gcc compiles. */
export class NativeProcessor {
  readonly #folder = mkdtempSync(join(tmpdir(), "portwright-native-"));

  constructor() {
    writeFileSync(join(this.#folder, "native.c"), nativeSource);
    run(this.#folder, "gcc", ["-O1", "-o", "native", "native.c"]);
  }

  run(runs: readonly NativeRun[]): readonly NativeOutcome[] {
    const input = new Uint8Array(runs.length * inputSize);
    runs.forEach((one, position) => {
      writeInput(new DataView(input.buffer, position * inputSize, inputSize), one);
    });
    writeFileSync(join(this.#folder, "input"), input);
    run(this.#folder, "./native", ["input", "output"]);
    const output = readFileSync(join(this.#folder, "output"));
    return runs.map(({ instruction }, position) => {
      const start = output.byteOffset + position * outputSize;
      return readOutput(new DataView(output.buffer, start, outputSize), instruction);
    });
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * What an engine found, as far as the processor would tell it: the kernel is given no address that is not canonical,
 * and an instruction that reads and writes its operand faults as one that writes.
 */
export function asNative(found: Outcome, { outcome, addressKnown }: NativeOutcome): Outcome {
  if (found.stop.kind !== "fault" || outcome.stop.kind === "limit") return found;
  const { access, address } = found.stop;
  const signed = BigInt.asIntN(64, address);
  if (!addressKnown && BigInt.asIntN(48, address) !== signed) return { ...found, stop: outcome.stop };
  const sameAddress = outcome.stop.kind === "fault" && outcome.stop.address === address;
  return sameAddress && access === "read" ? { ...found, stop: outcome.stop } : found;
}

function run(folder: string, command: string, parameters: readonly string[]): void {
  const { status, signal, stderr } = spawnSync(command, parameters, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${String(signal ?? status)} ${stderr}`);
}

function writeInput(view: DataView, { instruction, state }: NativeRun): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  bytes.fill(0xcc, 0, codeSize);
  bytes.set(instruction.bytes, 0);
  state.cpu.registers.forEach((value, number) => {
    view.setBigUint64(codeSize + number * 8, value, true);
  });
  view.setBigUint64(codeSize + 16 * 8, state.cpu.flags, true);
  const { registers, mxcsr } = state.vectors ?? noVectors;
  view.setUint32(codeSize + 17 * 8, mxcsr, true);
  bytes.set(registers, codeSize + 18 * 8);
  bytes.set(state.memory, codeSize + 18 * 8 + vectorBytes);
}

/** What instructions run with that have nothing to do with vectors. */
const noVectors: VectorState = { registers: new Uint8Array(vectorBytes), mxcsr: 0x1f80 };

const signals = { illegal: 4, trap: 5, bus: 7, floatingPoint: 8, segment: 11 } as const;
/** `si_code` of a signal for which the kernel has no address. */
const fromKernel = 128n;

function readOutput(view: DataView, { form }: TestedInstruction): NativeOutcome {
  const word = (position: number): bigint => view.getBigUint64(position * 8, true);
  const registers = BigUint64Array.from({ length: 16 }, (_, number) => word(number));
  const [signal, code, address, error] = [Number(word(18)), word(19), word(20), word(21)];
  const rest = new Uint8Array(view.buffer, view.byteOffset + 23 * 8, vectorBytes + 2 * reach).slice();
  const memory = rest.subarray(vectorBytes);
  const vectors: VectorState = { registers: rest.subarray(0, vectorBytes), mxcsr: view.getUint32(22 * 8, true) };
  const faulted = word(16);
  const addressKnown = code !== fromKernel;
  // The INT3 behind the instruction, or where it jumped; the tested one itself is a stop of its own.
  const left = signal === signals.trap && form.mnemonic !== "INT";
  const rip = left ? faulted - 1n : faulted;
  const outcome = (stop: Stop): NativeOutcome => ({
    outcome: { cpu: { registers, rip, flags: word(17), fsBase: 0n, gsBase: 0n }, stop, memory, vectors },
    addressKnown,
  });
  switch (signal) {
    case signals.trap:
      return outcome(left ? { kind: "limit" } : { kind: "exception", vector: 3 });
    case signals.floatingPoint:
      return outcome({ kind: "exception", vector: 0 });
    case signals.illegal:
      return outcome({ kind: "exception", vector: 6 });
    case signals.bus:
    case signals.segment:
      if (faulted !== codeAddress && faulted === address) return outcome({ kind: "limit" });
      if (!addressKnown) return outcome({ kind: "exception", vector: 13 });
      return outcome({ kind: "fault", access: (error & 2n) === 0n ? "read" : "write", address });
    default:
      throw new Error(`the program got signal ${String(signal)}`);
  }
}
