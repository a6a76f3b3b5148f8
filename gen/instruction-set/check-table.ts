import { CodeExt, Formatter, FormatterSyntax, MemorySizeExt, OpCodeOperandKind } from "iced-x86";
import type { FormLine, FormOperandClass } from "../../dsl/instructions/form.js";
import { acceptance } from "../../dsl/instructions/operand-acceptance.js";
import type { InstructionGroup } from "../../dsl/instructions/table/group.js";
import { codeByName, icedPosition, operandKinds, sampleInstruction } from "./iced-facts.js";

/** Something wrong with the instruction table, with the line it is about. */
export interface TableFault {
  readonly group: string;
  /** `ADDQ imm8s, rm64 = Add_rm64_imm8`, or the mnemonic alone. */
  readonly line: string;
  readonly message: string;
}

/** The table as errors refer to it: a fault on one line. */
export function faultText(fault: TableFault): string {
  return `dsl/instructions/table/${fault.group}.ts: ${fault.line}: ${fault.message}`;
}

/**
 * Everything incoherent in the table, judged by what iced-x86 knows of each encoding. Nothing is generated from a
 * table with a fault.
 */
export function checkTable(groups: readonly InstructionGroup[]): readonly TableFault[] {
  const seen = new Map<string, string>();
  return groups.flatMap((group) => [...mnemonicFaults(group, seen), ...formFaults(group)]);
}

function mnemonicFaults(group: InstructionGroup, seen: Map<string, string>): readonly TableFault[] {
  const faults: TableFault[] = [];
  const fault = (line: string, message: string) => faults.push({ group: group.name, line, message });
  for (const { mnemonic, aliases = [], parameters, between, doc } of group.mnemonics) {
    const forms = group.forms.filter((form) => form.mnemonic === mnemonic);
    for (const name of [mnemonic, ...aliases]) {
      const other = seen.get(name);
      if (other !== undefined) fault(mnemonic, `${name} is already taken by ${other}`);
      seen.set(name, mnemonic);
      if (!/^[A-Z][A-Z0-9]*$/.test(name)) fault(mnemonic, `${name} is no Plan 9 mnemonic: capitals and digits only`);
    }
    if (forms.length === 0) fault(mnemonic, "has documentation but no form");
    const arity = Math.max(0, ...forms.map((form) => form.operands.length));
    const named = parameters.length + (between === undefined ? 0 : 1);
    if (named !== arity) {
      fault(mnemonic, `names ${named} operands, its longest form has ${arity}`);
    }
    if (!/^[A-Z].*\.$/.test(doc)) fault(mnemonic, "its documentation is no sentence");
  }
  return faults;
}

function formFaults(group: InstructionGroup): readonly TableFault[] {
  const documented = new Set(group.mnemonics.map(({ mnemonic }) => mnemonic));
  return group.forms.flatMap((form, position) => {
    const earlier = group.forms.slice(0, position).filter((other) => other.mnemonic === form.mnemonic);
    const messages = [
      ...(documented.has(form.mnemonic) ? [] : ["its mnemonic has no documentation in the group's list"]),
      ...(form.prefix === true ? prefixFaults(form) : encodingFaults(form)),
      ...orderFaults(form, earlier),
      ...(form.plan9 !== undefined && form.operands.length > 0
        ? ["a spelling of its own is only for a form without operands"]
        : []),
    ];
    return messages.map((message) => ({ group: group.name, line: lineName(form), message }));
  });
}

/** A line as errors name it. */
function lineName(form: FormLine): string {
  const operands = form.operands.length === 0 ? "" : ` ${form.operands.join(", ")}`;
  return `${form.mnemonic}${operands} = ${form.code}`;
}

function prefixFaults(form: FormLine): readonly string[] {
  return [
    ...(form.operands.length > 0 ? ["a prefix has no operands"] : []),
    ...(form.code === "INVALID" ? [] : ["a prefix has no encoding of its own: its code is INVALID"]),
    ...(["lock", "rep", "repne"].includes(form.att) ? [] : [`${form.att} is no prefix of AT&T syntax`]),
  ];
}

function encodingFaults(form: FormLine): readonly string[] {
  const code = codeByName(form.code);
  if (code === undefined || form.code === "INVALID") {
    return [`iced-x86 has no code named ${form.code}`];
  }
  const opCode = CodeExt.opCode(code);
  const { mode64, memorySize } = opCode;
  opCode.free();
  if (!mode64) return [`${form.code} does not exist in 64-bit mode`];
  const kinds = operandKinds(code);
  const explicit = kinds.filter((kind) => form.operands.length > 0 || !implicitKinds.has(kind));
  // The breakpoint's number is part of its encoding.
  const operands = form.operands.filter((operand) => operand !== "three");
  if (form.sourceIsDestination === true) {
    const destination = operands.at(-1);
    const [, source] = explicit.length === operands.length + 1 ? explicit : [];
    if (destination === undefined || source === undefined || !kindsOf(destination).includes(source)) {
      return [`${form.code} has no source that ${destination ?? "a destination"} could be`];
    }
  } else if (operands.length !== explicit.length) {
    return [`${form.code} has ${explicit.length} operands, the line has ${operands.length}`];
  }
  const wrong = operands.flatMap((operand, position) => {
    const kind = kinds[icedPosition(form, position)];
    if (kind === undefined) return [];
    if (!kindsOf(operand).includes(kind)) {
      return [`${operand} is not what ${form.code} has there, ${OpCodeOperandKind[kind]}`];
    }
    const bits = /^[rxy]?m(\d+)$/.exec(operand)?.[1];
    const size = MemorySizeExt.size(memorySize) * 8;
    return bits !== undefined && Number(bits) !== size
      ? [`${operand} is not the memory of ${form.code}, which has ${size} bits`]
      : [];
  });
  const att = attMnemonic(form);
  return [...wrong, ...(att === form.att ? [] : [`AT&T calls ${form.code} ${att}, not ${form.att}`])];
}

/** Operands that string instructions have without anybody writing them. */
const implicitKinds: ReadonlySet<OpCodeOperandKind> = new Set([
  OpCodeOperandKind.al,
  OpCodeOperandKind.ax,
  OpCodeOperandKind.eax,
  OpCodeOperandKind.rax,
  OpCodeOperandKind.es_rDI,
  OpCodeOperandKind.seg_rSI,
]);

/** The operand kinds of iced-x86 that a class may stand for. */
function kindsOf(operand: FormOperandClass): readonly OpCodeOperandKind[] {
  const kind = OpCodeOperandKind;
  switch (operand) {
    case "r8":
      return [kind.r8_reg, kind.r8_opcode, kind.r8_or_mem];
    case "r16":
      return [kind.r16_reg, kind.r16_opcode, kind.r16_or_mem];
    case "r32":
      return [kind.r32_reg, kind.r32_opcode, kind.r32_or_mem, kind.r32_rm, kind.r32_vvvv];
    case "r64":
      return [kind.r64_reg, kind.r64_opcode, kind.r64_or_mem, kind.r64_rm, kind.r64_vvvv];
    case "m8":
      // PINSRB has a register of 32 bits in the place of its memory of 8.
      return [kind.r8_or_mem, kind.r32_or_mem, kind.xmm_or_mem];
    case "rm8":
      return [kind.r8_or_mem];
    case "m16":
      return [kind.r16_or_mem, kind.mem, kind.r32_or_mem, kind.xmm_or_mem];
    case "rm16":
      return [kind.r16_or_mem];
    case "m32":
      return [kind.r32_or_mem, kind.mem, kind.xmm_or_mem];
    case "rm32":
      return [kind.r32_or_mem];
    case "m64":
      return [kind.r64_or_mem, kind.mem, kind.xmm_or_mem];
    case "rm64":
      return [kind.r64_or_mem];
    case "m128":
      return [kind.mem, kind.xmm_or_mem];
    case "m256":
      return [kind.mem, kind.ymm_or_mem];
    case "x":
      return [kind.xmm_reg, kind.xmm_rm, kind.xmm_vvvv, kind.xmm_or_mem];
    case "xm32":
    case "xm64":
    case "xm128":
      return [kind.xmm_or_mem];
    case "y":
      return [kind.ymm_reg, kind.ymm_rm, kind.ymm_vvvv, kind.ymm_or_mem];
    case "ym256":
      return [kind.ymm_or_mem];
    case "m":
      return [kind.mem];
    case "imm8s":
      return [kind.imm8sex16, kind.imm8sex32, kind.imm8sex64];
    case "imm8":
    case "u7":
    case "u8":
      return [kind.imm8];
    case "imm16":
      return [kind.imm16];
    case "imm32":
    case "address32":
      return [kind.imm32];
    case "imm32s":
      return [kind.imm32sex64];
    case "imm64":
      return [kind.imm64];
    case "one":
      return [kind.imm8_const_1];
    case "three":
      return [];
    case "AL":
      return [kind.al];
    case "AX":
      return [kind.ax];
    case "EAX":
      return [kind.eax];
    case "RAX":
      return [kind.rax];
    case "CL":
      return [kind.cl];
    case "DX":
      return [kind.dx];
    case "label":
      return [kind.br64_1, kind.br64_4];
    case "symbol":
      return [kind.br64_4];
  }
}

/** What iced-x86's formatter calls the encoding in AT&T syntax, with the suffix. */
function attMnemonic(form: FormLine): string {
  const code = codeByName(form.code);
  if (code === undefined) return form.code;
  const sample = sampleInstruction(
    code,
    form.operands.some((operand) => /^m\d*$/.test(operand)),
  );
  const formatter = new Formatter(FormatterSyntax.Gas);
  formatter.gasShowMnemonicSizeSuffix = true;
  // CMPSD with a predicate of 5 is CMPSD, not CMPNLTSD.
  formatter.usePseudoOps = false;
  const name = formatter.formatMnemonic(sample);
  formatter.free();
  sample.free();
  // The breakpoint's operand is part of its name; a set instruction needs no suffix.
  return name === "int3" ? "int" : name.replace(/^(set.+)b$/, "$1");
}

function orderFaults(form: FormLine, earlier: readonly FormLine[]): readonly string[] {
  if (earlier.some((other) => lineName(other) === lineName(form))) return ["is there twice"];
  const shadow = earlier.find((other) => covers(other, form) && !isLongerReach(other, form));
  return shadow === undefined ? [] : [`is never reached: ${lineName(shadow)} before it takes everything it takes`];
}

function covers(earlier: FormLine, later: FormLine): boolean {
  return (
    earlier.operands.length === later.operands.length &&
    later.operands.every((operand, position) => {
      const other = earlier.operands[position];
      return other !== undefined && [...reach(operand)].every((what) => reach(other).has(what));
    })
  );
}

/** What a class takes, as words: operand classes, and single numbers where a class of the form is only one number. */
function reach(operand: FormOperandClass): ReadonlySet<string> {
  if (operand === "one" || operand === "three") return new Set([operand]);
  const classes: readonly string[] = acceptance[operand];
  return new Set(classes.includes("i8") ? [...classes, "one", "three"] : classes);
}

/** The assembler takes the short jump where the label is near enough, and the next line where it is not. */
function isLongerReach(near: FormLine, far: FormLine): boolean {
  return near.code.includes("_rel8_") && far.code === near.code.replace("_rel8_", "_rel32_");
}
