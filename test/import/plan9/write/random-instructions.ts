import { forms } from "../../../../dsl/instructions/generated/forms.js";
import { mnemonicAliases } from "../../../../gen/import/plan9/mnemonic-aliases.js";

type Random = (below: number) => number;

const general = ["AX", "BX", "CX", "DX", "SI", "DI", "BP", "R8", "R9", "R10", "R12", "R13", "R15", "SP"];
const vectors = ["X0", "X1", "X7", "X15", "Y1", "Y9"];
const numbers = [
  ...["$0", "$1", "$-1", "$7", "$8", "$127", "$128", "$-128", "$-129", "$255", "$256", "$0xff80", "$0xffff"],
  ...["$0x7fffffff", "$0x80000000", "$0xffffff80", "$0xffffffff", "$0x100000000", "$0x8000000000000000"],
  "$0xffffffffffffff80",
];
const places = [
  ...["(AX)", "8(SP)", "(SP)", "-8(BX)", "128(CX)", "0x1000(R13)", "(BP)", "(R12)", "(AX)(BX*1)", "8(R12)(R13*8)"],
  ...["(BX*4)", "64(CX*8)", "0xf1", "·x(SB)", "·x+8(SB)", "l<>(SB)", "a+0(FP)", "b+8(FP)", "b+12(FP)"],
  ...["v-8(SP)", "v-16(SP)(AX*8)", "0x28(GS)", "-8(FS)", "-16(TLS)"],
];
const others = ["$·x(SB)", "$l<>+8(SB)", "$a+0(FP)", "$v-8(SP)", "$8(SP)", "AL", "CL", "R9B"];

/** What moves SP, ends the routine or goes elsewhere cannot stand in a row with others. */
const apart = /^(?:REPN?|LOCK|CALL|RET|J|UNDEF|SYSCALL|LOOP|XABORT|XBEGIN|XEND|PUSH|POP|HLT)/;

/** Lines of assembly with mnemonics of the table and operands at random; most of them are nothing. */
export function randomInstructions(count: number, random: Random): readonly string[] {
  const mnemonics = [...forms.keys(), ...mnemonicAliases.keys()].filter((mnemonic) => !apart.test(mnemonic));
  const one = (words: readonly string[]): string => words[random(words.length)] ?? "";
  const kinds = [general, general, general, numbers, places, places, vectors, others];
  return Array.from({ length: count }, () => {
    const mnemonic = one(mnemonics);
    const counts = (forms.get(mnemonicAliases.get(mnemonic) ?? mnemonic) ?? []).map(({ operands }) => operands.length);
    const length = counts[random(counts.length)] ?? 0;
    return `\t${mnemonic}\t${Array.from({ length }, () => one(kinds[random(kinds.length)] ?? general)).join(", ")}`;
  });
}
