import type { Random } from "../../verify/random.js";
import type { CorpusFile } from "./corpus-files.js";

/** A routine of the corpus, cut out of its file. */
export interface RoutineText {
  readonly file: CorpusFile;
  /** Every line of the file for the preprocessor. */
  readonly preamble: readonly string[];
  /** From TEXT to the line before the next. */
  readonly lines: readonly string[];
}

/** The routines of a file that stand in it as such, and not in a macro. */
export function routinesIn(file: CorpusFile): readonly RoutineText[] {
  const preamble: string[] = [];
  const found: string[][] = [];
  let isContinued = false;
  for (const line of file.text.split("\n")) {
    if (isContinued || /^\s*#/.test(line)) {
      preamble.push(line);
      isContinued = line.endsWith("\\");
    } else if (/^TEXT\b/.test(line)) {
      found.push([line]);
    } else if (/^(?:DATA|GLOBL)\b/.test(line)) {
      // A variable behind a routine is not part of it.
      preamble.push(line);
    } else {
      found.at(-1)?.push(line);
    }
  }
  return found.map((lines) => ({ file, preamble, lines }));
}

/** The text of a file with this routine alone. */
export function fileOf({ preamble, lines }: RoutineText): string {
  const headers = ["textflag.h", "funcdata.h"].map((name) => `#include "${name}"`);
  return [...headers.filter((line) => !preamble.includes(line)), ...preamble, ...lines, ""].join("\n");
}

const numbers = [
  "0",
  "1",
  "-1",
  "3",
  "7",
  "8",
  "64",
  "127",
  "128",
  "-128",
  "-129",
  "255",
  "256",
  "0x7fff",
  "0x8000",
].concat(
  ["0x7fffffff", "0x80000000", "0xffffffff", "-0x80000000", "-0x80000001", "0x100000000", "0x7fffffffffffffff"],
  ["0x8000000000000000", "0xffffffffffffffff", "1<<3", "(2+3)*8", "~15", "077", "-8"],
);

const registers = [
  "AX",
  "BX",
  "CX",
  "DX",
  "SI",
  "DI",
  "BP",
  "SP",
  "R8",
  "R13",
  "R14",
  "R15",
  "X0",
  "X7",
  "X15",
  "Y0",
].concat(["Y9", "FP", "SB", "PC", "AL", "R8B", "AH", "GS", "FS"]);

const operands = [
  "AX",
  "X3",
  "Y4",
  "(AX)",
  "8(SP)",
  "x-8(SP)",
  "x+8(FP)",
  "·y(SB)",
  "·y+8(SB)",
  "y<>(SB)",
  "$·y(SB)",
].concat(
  ["$5", "$-1", "2(PC)", "-1(PC)", "0(PC)", "(AX)(BX*4)", "8(R12)(R13*1)", "(BX*8)", "$x-8(SP)", "$x+8(FP)", "$8(SP)"],
  [
    "0x30(GS)",
    "123",
    "AL",
    "CL",
    "x+8(FP)(AX*1)",
    "$0xffffffff",
    "$0x80000000",
    "(SP)(AX*2)",
    "(R13)",
    "(BP)",
    "0(SP)",
  ],
  ["$y<>+4(SB)", "x+0(SP)", "-8(FS)"],
);

const statements = [
  "PCDATA $0, $1",
  "PCDATA $1, $-1",
  "NO_LOCAL_POINTERS",
  "GO_ARGS",
  "BYTE $0x90",
  "LONG $0x90909090",
].concat(
  [
    "ADJSP $8",
    "PUSHQ AX",
    "POPQ AX",
    "NOP",
    "UNDEF",
    "REP; MOVSQ",
    "LOCK",
    "CLD",
    "JMP 2(PC)",
    "JMP -1(PC)",
    "JNE 3(PC)",
  ],
  ["CALL ·y(SB)", "CALL y<>(SB)", "CALL (AX)", "CALL 8(AX)(BX*8)", "JMP (AX)", "INT $3", "RET", "MOVQ $0, AX"],
  [
    "MOVL $0, AX",
    "MOVQ $0x80000000, BX",
    "MOVQ $0xffffffff, BX",
    "LEAQ x-8(SP), AX",
    "SHLQ $1, AX, BX",
    "MOVB AX, (BX)",
  ],
);

const flags = [
  "NOSPLIT",
  "NOFRAME",
  "TOPFRAME",
  "WRAPPER",
  "DUPOK",
  "NEEDCTXT",
  "REFLECTMETHOD",
  "ABIWRAPPER",
  "NOPROF",
  "0",
].concat(["7", "NOSPLIT|NOFRAME", "NOSPLIT+1"]);

/** A mutation of a line; another line, several, or none. */
const mutations: readonly ((line: string, random: Random, routine: RoutineText) => readonly string[])[] = [
  (line, random) => [replaceOne(line, /(?<![\w·])-?(?:0x[0-9a-fA-F]+|\d+)/g, random.pick(numbers), random)],
  (line, random) => [
    replaceOne(line, /\b(?:[A-D]X|[SD]I|[BS]P|R\d+|[XY]\d+|FP|SB)\b/g, random.pick(registers), random),
  ],
  (line, random) => [replaceOne(line, /[^\s,]+(?=\s*(?:,|$))/g, random.pick(operands), random)],
  (line, random, { lines }) => [line.replace(/^\s*[A-Z][A-Z0-9]*\b/, mnemonicIn(random.pick(lines)))],
  (line, random) => [replaceOne(line, /NOSPLIT|NOFRAME|TOPFRAME|WRAPPER/g, random.pick(flags), random)],
  (line) => [line.replace(/^(\s*\S+\s+)([^,]+),\s*([^,]+)$/, "$1$3, $2")],
  (line, random) => [line, `\t${random.pick(statements)}`],
  (line) => [line, line],
  () => [],
];

function mnemonicIn(line: string): string {
  return /^\s*[A-Z][A-Z0-9]*\b/.exec(line)?.[0] ?? "\tNOP";
}

function replaceOne(line: string, pattern: RegExp, by: string, random: Random): string {
  const found = [...line.matchAll(pattern)];
  if (found.length === 0) {
    return line;
  }
  const { index, 0: text } = random.pick(found);
  return line.slice(0, index) + by + line.slice(index + text.length);
}

/** The routine with one or two of its lines changed. */
export function mutated(routine: RoutineText, random: Random): RoutineText {
  let { lines } = routine;
  for (let times = 1 + random.below(2); times > 0; times--) {
    const place = random.below(lines.length);
    const line = (lines[place] ?? "").replace(/\s*\/\/.*/, "");
    // Without TEXT there is no routine left, and nothing to compare.
    const changed = random.pick(mutations)(line, random, routine);
    lines = [
      ...lines.slice(0, place),
      ...(place === 0 && changed.length === 0 ? [line] : changed),
      ...lines.slice(place + 1),
    ];
  }
  return { ...routine, lines };
}
