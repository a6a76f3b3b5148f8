import { registers } from "../dsl/operands/register.js";
import type { Flag } from "../dsl/instructions/form.js";
import { flagBit, registerNumber } from "./engine/engine.js";
import type { Execution } from "./execute.js";
import { hex } from "./fault.js";
import type { Image } from "./image.js";
import { instructionAt } from "./image.js";

/**
 * How the runs of one state on several engines differ, in a sentence: their faults, their way through the code, their
 * registers, defined flags and stores. Undefined where they do not. An engine that does not know an instruction has
 * said so; it does not disagree. Nor do engines that have looked at a clock, or at what kind of processor they are.
 * Vector registers are nobody's at the end: what is in them shows where it goes to memory or to other registers.
 */
export function disagreement(image: Image, executions: readonly Execution[]): string | undefined {
  const [first, ...others] = executions;
  if (first === undefined) {
    return undefined;
  }
  for (const other of others) {
    const difference =
      differentFaults(first, other) ??
      differentWays(first, other) ??
      differentRegisters(image, first, other) ??
      differentStores(first, other);
    // Whether it means anything is asked last: engines that are right hardly ever differ.
    if (difference !== undefined) {
      return mayDiffer(image, executions) ? undefined : difference;
    }
  }
  return undefined;
}

function mayDiffer(image: Image, executions: readonly Execution[]): boolean {
  return executions.some(
    ({ faults, path }) =>
      faults.some(({ code }) => code === "not-modelled") || path.some((address) => isOfTheMachine(image, address)),
  );
}

function isOfTheMachine(image: Image, address: bigint): boolean {
  return /^(RDTSCP?|CPUID|XGETBV)$/.test(instructionAt(image, address)?.instruction.form.mnemonic ?? "");
}

function differentFaults(one: Execution, other: Execution): string | undefined {
  if (one.faults.length === 0 && other.faults.length === 0) {
    return undefined;
  }
  const [ours, theirs] = [one, other].map(({ faults }) => faults.map(({ code }) => code));
  return ours?.join() === theirs?.join() ? undefined : `one finds ${inWords(ours)}, the other ${inWords(theirs)}`;
}

function inWords(codes: readonly string[] = []): string {
  return codes.length === 0 ? "nothing" : codes.join(", ");
}

function differentWays(one: Execution, other: Execution): string | undefined {
  const step = one.path.findIndex((address, index) => address !== other.path[index]);
  const differ = step >= 0 || one.path.length !== other.path.length;
  return differ
    ? `they take different ways after ${String(step < 0 ? one.path.length : step)} instructions`
    : undefined;
}

function differentRegisters(image: Image, one: Execution, other: Execution): string | undefined {
  let known: bigint | undefined;
  const defined = (): bigint => (known ??= ~undefinedFlags(image, one.path));
  if (one.end.flags !== other.end.flags) {
    const [a, b] = [one, other].map(({ end }) => end.flags & arithmeticFlags & defined());
    if (a !== b) {
      return `the flags end as ${hex(a ?? 0n)} and as ${hex(b ?? 0n)}`;
    }
  }
  for (const { class: name } of areSame(one.end.registers, other.end.registers) ? [] : registers) {
    const number = registerNumber[name];
    // SYSCALL leaves the flags in R11, the undefined ones too.
    const mask = name === "R11" ? defined() : -1n;
    const [a, b] = [one, other].map(({ end }) => BigInt.asUintN(64, (end.registers[number] ?? 0n) & mask));
    if (a !== b) {
      return `${name} ends as ${hex(a ?? 0n)} and as ${hex(b ?? 0n)}`;
    }
  }
  return one.end.rip === other.end.rip && one.end.fsBase === other.end.fsBase
    ? undefined
    : `RIP ends as ${hex(one.end.rip)} and as ${hex(other.end.rip)}`;
}

const [oneSet, otherSet] = [new BigUint64Array(16), new BigUint64Array(16)];
const [oneWords, otherWords] = [new Uint32Array(oneSet.buffer), new Uint32Array(otherSet.buffer)];

/** Are the registers the same, all of them? To look at each as a bigint would make one of it. */
function areSame(one: BigUint64Array, other: BigUint64Array): boolean {
  oneSet.set(one);
  otherSet.set(other);
  for (let word = 0; word < oneWords.length; word += 1) {
    if (oneWords[word] !== otherWords[word]) {
      return false;
    }
  }
  return true;
}

function differentStores(one: Execution, other: Execution): string | undefined {
  const index = one.writes.findIndex(({ address, size, value }, at) => {
    const theirs = other.writes[at];
    return address !== theirs?.address || size !== theirs.size || value !== theirs.value;
  });
  return index < 0 && one.writes.length === other.writes.length
    ? undefined
    : `store number ${String(index < 0 ? one.writes.length : index)} is another`;
}

const arithmeticFlags = flagBit.CF | flagBit.PF | flagBit.AF | flagBit.ZF | flagBit.SF | flagBit.OF;

/** The flags that the instructions of a path have left undefined, or once left so where SYSCALL has kept them. */
function undefinedFlags(image: Image, path: readonly bigint[]): bigint {
  let undefinedNow = 0n;
  let kept = 0n;
  for (const address of path) {
    const form = instructionAt(image, address)?.instruction.form;
    if (form === undefined) {
      continue;
    }
    if (form.mnemonic === "SYSCALL") {
      kept |= undefinedNow;
    }
    undefinedNow = (undefinedNow & ~bitsOf(form.flagsWritten)) | bitsOf(form.flagsUndefined);
  }
  return undefinedNow | kept;
}

function bitsOf(flags: readonly Flag[]): bigint {
  // The interrupt flag is the system's; no program sees it change.
  return flags.reduce((bits, flag) => bits | (flag === "IF" ? 0n : flagBit[flag]), 0n);
}
