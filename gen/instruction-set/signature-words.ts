import type { FormLine, FormOperandClass } from "../../dsl/instructions/form.js";
import { acceptance } from "../../dsl/instructions/operand-acceptance.js";

/** The parts of the sentences that an author reads under a wrong operand; see `Signature` in accept.ts. */
export interface SignatureWords {
  readonly takes: readonly string[];
  readonly width: number | "128 or 256";
  readonly siblings: Readonly<Record<string, string>>;
  readonly narrower: "extending-move" | "load-first" | "no";
  readonly widest: string;
}

const letters = { m8: "B", m16: "W", m32: "L", m64: "Q" } as const;

/** The words for one mnemonic with one number of operands. `all` is every mnemonic there is. */
export function signatureWords(forms: readonly FormLine[], all: ReadonlySet<string>): SignatureWords {
  const mnemonic = forms[0]?.mnemonic ?? "";
  const arity = forms[0]?.operands.length ?? 0;
  const positions = Array.from({ length: arity }, (_, position) =>
    forms.flatMap((form) => form.operands.slice(position, position + 1)),
  );
  return {
    takes: positions.map(takes),
    width: memoryWidth(positions.flat()),
    // PADDB works on the bytes of the same vector as PADDL on its words: no sibling for memory of another width.
    siblings: /^MOV[LQ]$/.test(mnemonic) || !positions.flat().some(isVector) ? siblings(mnemonic, all) : {},
    narrower: /^MOV[WLQ]$/.test(mnemonic) ? "extending-move" : loadsFirst(mnemonic, arity) ? "load-first" : "no",
    widest: widest(mnemonic, positions.flat()),
  };
}

/** What one operand may be, in words: `a register, memory of 64 bits or a number`. */
export function takes(classes: readonly FormOperandClass[]): string {
  const phrases = [
    registerPhrase(classes),
    memoryPhrase(classes),
    numberPhrase(classes),
    classes.includes("address32") ? "the address of a symbol" : "",
    classes.includes("symbol") ? "a routine or another symbol" : "",
    classes.includes("label") ? "a label of the same routine" : "",
  ].filter((phrase) => phrase !== "");
  const last = phrases.at(-1) ?? "";
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(", ")} or ${last}`;
}

function fixedRegister(classes: readonly FormOperandClass[]): string {
  return classes.includes("CL") ? "CX" : classes.some((c) => /^(?:AL|E?AX|RAX)$/.test(c)) ? "AX" : "";
}

function memoryPhrase(classes: readonly FormOperandClass[]): string {
  const width = memoryWidth(classes);
  return width !== 0 ? `memory of ${width} bits` : classes.includes("m") ? "memory" : "";
}

const memoryWidths = [8, 16, 32, 64, 128, 256] as const;

function memoryWidth(classes: readonly FormOperandClass[]): number | "128 or 256" {
  const widths = memoryWidths.filter((width) => classes.some((c) => new RegExp(`^[rxy]?m${width}$`).test(c)));
  return widths.length > 1 ? "128 or 256" : (widths[0] ?? 0);
}

function isVector(operand: FormOperandClass): boolean {
  return /^[xy]|^m(?:128|256)$/.test(operand);
}

/** `a register`; where the other kinds are taken too, which. */
function registerPhrase(classes: readonly FormOperandClass[]): string {
  const kinds = [
    ...(classes.some((c) => /^rm?\d/.test(c)) ? ["general"] : []),
    ...(classes.some((c) => c.startsWith("x")) ? ["X"] : []),
    ...(classes.some((c) => c.startsWith("y")) ? ["Y"] : []),
  ];
  if (kinds.length === 0) return fixedRegister(classes);
  const [first = ""] = kinds;
  return first === "general" && kinds.length === 1
    ? "a register"
    : `${first === "X" ? "an" : "a"} ${kinds.join(" or ")} register`;
}

/** Immediate classes from the widest to the narrowest, in words. */
const numbers: readonly (readonly [FormOperandClass, string])[] = [
  ["imm64", "a number of 64 bits"],
  ["imm32", "a number of 32 bits"],
  ["imm32s", "a signed number of 32 bits"],
  ["imm16", "a number of 16 bits"],
  ["imm8", "a number of 8 bits"],
  ["u8", "a number of 0 to 255"],
  ["u7", "a number of 0 to 127"],
  ["imm8s", "a signed number of 8 bits"],
];

function numberPhrase(classes: readonly FormOperandClass[]): string {
  return numbers.find(([c]) => classes.includes(c))?.[1] ?? "";
}

function widest(mnemonic: string, classes: readonly FormOperandClass[]): string {
  const phrase = numberPhrase(classes);
  if (phrase === "") return "";
  const advice =
    mnemonic === "MOVL" || mnemonic === "MOVW" || mnemonic === "MOVB"
      ? ", MOVQ one of 64 bits"
      : classes.includes("imm32s")
        ? "; load a wider one with MOVQ into a register first"
        : "";
  return `${mnemonic} takes ${phrase}${advice}`;
}

/** The mnemonics of the same operation on other widths, by memory class. */
function siblings(mnemonic: string, all: ReadonlySet<string>): Readonly<Record<string, string>> {
  const pattern =
    /^(CMOV)[WLQ](..)$/.exec(mnemonic) ?? /^(MOV)[BWL]([WLQ][SZ]X)$/.exec(mnemonic) ?? /^(.+)[BWLQ]()$/.exec(mnemonic);
  if (pattern === null) return {};
  const [, before = "", after = ""] = pattern;
  const entries = Object.entries(letters).flatMap(([memory, letter]) => {
    // A source as wide as the destination needs no extension: MOVLQZX of 64 bits is MOVQ.
    const name = after.startsWith(letter) && after.length > 2 ? `MOV${letter}` : `${before}${letter}${after}`;
    return all.has(name) && name !== mnemonic ? [[memory, name] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** Operations of two operands whose source may be memory: a narrower source can be extended into a register before. */
function loadsFirst(mnemonic: string, arity: number): boolean {
  return arity === 2 && /^(?:ADD|ADC|SUB|SBB|AND|OR|XOR|CMP|TEST|IMUL)[WLQ]$|^CMOV/.test(mnemonic);
}

/** The forms of a mnemonic as the types need them: those that another form covers for the type checker are left out. */
export function distinctForms(forms: readonly FormLine[]): readonly FormLine[] {
  return forms.filter(
    (form, position) =>
      !forms.some((other, otherPosition) => {
        if (other === form || !coveredBy(form, other)) return false;
        return !coveredBy(other, form) || otherPosition < position;
      }),
  );
}

function coveredBy(form: FormLine, other: FormLine): boolean {
  return form.operands.every((operand, position) => {
    const wider = other.operands[position];
    const accepted: readonly string[] = wider === undefined ? [] : acceptance[wider];
    return acceptance[operand].every((name) => accepted.includes(name));
  });
}
