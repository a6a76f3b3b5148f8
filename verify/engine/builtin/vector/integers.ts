import { Mnemonic } from "iced-x86";
import type { SemanticTable, Semantics } from "../semantics.js";
import {
  bytes,
  doublewords,
  quadwords,
  signedBytes,
  signedDoublewords,
  signedQuadwords,
  signedWords,
  words,
} from "./lanes.js";
import type { Operation } from "./operands.js";
import { binary, unary } from "./operands.js";

/** The nearest number from `least` to `most`. */
export function saturated(least: number, most: number): (value: number) => number {
  return (value) => Math.min(Math.max(value, least), most);
}

const signedByte = saturated(-0x80, 0x7f);
const signedWord = saturated(-0x8000, 0x7fff);
const unsignedByte = saturated(0, 0xff);
const unsignedWord = saturated(0, 0xffff);

const add = (left: number, right: number): number => left + right;
const subtract = (left: number, right: number): number => left - right;
/** All ones for yes. */
const equal = (left: number, right: number): number => (left === right ? -1 : 0);
const greater = (left: number, right: number): number => (left > right ? -1 : 0);
const average = (left: number, right: number): number => (left + right + 1) >> 1;
const absolute = (_: number, right: number): number => Math.abs(right);

/** The lower doublewords of both quadwords, multiplied. */
const multiplyEven: Operation = (to, left, right) => {
  for (const at of [0, 8]) {
    to.setBigUint64(at, BigInt(left.getUint32(at, true)) * BigInt(right.getUint32(at, true)), true);
  }
};

const multiplyEvenSigned: Operation = (to, left, right) => {
  for (const at of [0, 8]) {
    to.setBigInt64(at, BigInt(left.getInt32(at, true)) * BigInt(right.getInt32(at, true)), true);
  }
};

/** Products of neighbouring words, added. */
const multiplyAndAdd: Operation = (to, left, right) => {
  const product = (at: number): number => left.getInt16(at, true) * right.getInt16(at, true);
  for (let at = 0; at < 16; at += 4) to.setInt32(at, product(at) + product(at + 2), true);
};

/** For each quadword the sum of how far its bytes are apart. */
const sumOfDifferences: Operation = (to, left, right) => {
  for (const at of [0, 8]) {
    let sum = 0;
    for (let byte = at; byte < at + 8; byte += 1) sum += Math.abs(left.getUint8(byte) - right.getUint8(byte));
    to.setBigUint64(at, BigInt(sum), true);
  }
};

/** The instruction and its relative with a VEX prefix. */
type Line = readonly [first: Mnemonic, vex: Mnemonic, semantics: Semantics];

const lines: readonly Line[] = [
  [Mnemonic.Paddb, Mnemonic.Vpaddb, binary(bytes(add))],
  [Mnemonic.Paddw, Mnemonic.Vpaddw, binary(words(add))],
  [Mnemonic.Paddd, Mnemonic.Vpaddd, binary(doublewords(add))],
  [Mnemonic.Paddq, Mnemonic.Vpaddq, binary(quadwords((left, right) => left + right))],
  [Mnemonic.Psubb, Mnemonic.Vpsubb, binary(bytes(subtract))],
  [Mnemonic.Psubw, Mnemonic.Vpsubw, binary(words(subtract))],
  [Mnemonic.Psubd, Mnemonic.Vpsubd, binary(doublewords(subtract))],
  [Mnemonic.Psubq, Mnemonic.Vpsubq, binary(quadwords((left, right) => left - right))],
  [Mnemonic.Paddsb, Mnemonic.Vpaddsb, binary(signedBytes((left, right) => signedByte(left + right)))],
  [Mnemonic.Paddsw, Mnemonic.Vpaddsw, binary(signedWords((left, right) => signedWord(left + right)))],
  [Mnemonic.Paddusb, Mnemonic.Vpaddusb, binary(bytes((left, right) => unsignedByte(left + right)))],
  [Mnemonic.Paddusw, Mnemonic.Vpaddusw, binary(words((left, right) => unsignedWord(left + right)))],
  [Mnemonic.Psubsb, Mnemonic.Vpsubsb, binary(signedBytes((left, right) => signedByte(left - right)))],
  [Mnemonic.Psubsw, Mnemonic.Vpsubsw, binary(signedWords((left, right) => signedWord(left - right)))],
  [Mnemonic.Psubusb, Mnemonic.Vpsubusb, binary(bytes((left, right) => unsignedByte(left - right)))],
  [Mnemonic.Psubusw, Mnemonic.Vpsubusw, binary(words((left, right) => unsignedWord(left - right)))],
  [Mnemonic.Pcmpeqb, Mnemonic.Vpcmpeqb, binary(bytes(equal))],
  [Mnemonic.Pcmpeqw, Mnemonic.Vpcmpeqw, binary(words(equal))],
  [Mnemonic.Pcmpeqd, Mnemonic.Vpcmpeqd, binary(doublewords(equal))],
  [Mnemonic.Pcmpeqq, Mnemonic.Vpcmpeqq, binary(quadwords((left, right) => (left === right ? -1n : 0n)))],
  [Mnemonic.Pcmpgtb, Mnemonic.Vpcmpgtb, binary(signedBytes(greater))],
  [Mnemonic.Pcmpgtw, Mnemonic.Vpcmpgtw, binary(signedWords(greater))],
  [Mnemonic.Pcmpgtd, Mnemonic.Vpcmpgtd, binary(signedDoublewords(greater))],
  [Mnemonic.Pcmpgtq, Mnemonic.Vpcmpgtq, binary(signedQuadwords((left, right) => (left > right ? -1n : 0n)))],
  [Mnemonic.Pmaxub, Mnemonic.Vpmaxub, binary(bytes(Math.max))],
  [Mnemonic.Pmaxuw, Mnemonic.Vpmaxuw, binary(words(Math.max))],
  [Mnemonic.Pmaxud, Mnemonic.Vpmaxud, binary(doublewords(Math.max))],
  [Mnemonic.Pmaxsb, Mnemonic.Vpmaxsb, binary(signedBytes(Math.max))],
  [Mnemonic.Pmaxsw, Mnemonic.Vpmaxsw, binary(signedWords(Math.max))],
  [Mnemonic.Pmaxsd, Mnemonic.Vpmaxsd, binary(signedDoublewords(Math.max))],
  [Mnemonic.Pminub, Mnemonic.Vpminub, binary(bytes(Math.min))],
  [Mnemonic.Pminuw, Mnemonic.Vpminuw, binary(words(Math.min))],
  [Mnemonic.Pminud, Mnemonic.Vpminud, binary(doublewords(Math.min))],
  [Mnemonic.Pminsb, Mnemonic.Vpminsb, binary(signedBytes(Math.min))],
  [Mnemonic.Pminsw, Mnemonic.Vpminsw, binary(signedWords(Math.min))],
  [Mnemonic.Pminsd, Mnemonic.Vpminsd, binary(signedDoublewords(Math.min))],
  [Mnemonic.Pavgb, Mnemonic.Vpavgb, binary(bytes(average))],
  [Mnemonic.Pavgw, Mnemonic.Vpavgw, binary(words(average))],
  [Mnemonic.Pabsb, Mnemonic.Vpabsb, unary(signedBytes(absolute))],
  [Mnemonic.Pabsw, Mnemonic.Vpabsw, unary(signedWords(absolute))],
  [Mnemonic.Pabsd, Mnemonic.Vpabsd, unary(signedDoublewords(absolute))],
  [Mnemonic.Pmullw, Mnemonic.Vpmullw, binary(words(Math.imul))],
  [Mnemonic.Pmulld, Mnemonic.Vpmulld, binary(doublewords(Math.imul))],
  [Mnemonic.Pmulhw, Mnemonic.Vpmulhw, binary(signedWords((left, right) => (left * right) >> 16))],
  [Mnemonic.Pmulhuw, Mnemonic.Vpmulhuw, binary(words((left, right) => (left * right) >>> 16))],
  [Mnemonic.Pmuludq, Mnemonic.Vpmuludq, binary(multiplyEven)],
  [Mnemonic.Pmuldq, Mnemonic.Vpmuldq, binary(multiplyEvenSigned)],
  [Mnemonic.Pmaddwd, Mnemonic.Vpmaddwd, binary(multiplyAndAdd)],
  [Mnemonic.Psadbw, Mnemonic.Vpsadbw, binary(sumOfDifferences)],
];

/** Integers element by element: sums, comparisons, products. */
export const integers: SemanticTable = lines.flatMap(([first, vex, semantics]) => [
  [first, semantics] as const,
  [vex, semantics] as const,
]);
