/**
 * What may be handed to Keystone: one instruction in the narrow AT&T dialect that attInstruction writes for it. It
 * takes much more, and fails silently, computes nonsense or never comes back on some of it: directives, decimal
 * numbers (which it reads as hexadecimal), labels, several statements. None of that gets past this grammar.
 */

const number = "-?0x[0-9a-f]{1,16}";
const wide = "%r(?:[abcd]x|[sd]i|[sb]p|8|9|1[0-5])";
// Not %ah and its like, at which Keystone gives up and ends the process.
const register = `(?:${wide}|%[abcd]l|%[sd]il|%[sb]pl|%e?(?:[abcd]x|[sd]i|[sb]p)|%r(?:8|9|1[0-5])[bwd]|%[xy]mm(?:[0-9]|1[0-5]))`;
const segment = "%[fg]s:";
const address = `(?:%rip|${wide}|(?:${wide})?,${wide},0x[1248]|,%riz)`;
const memory = `(?:${segment})?(?:${number})?\\(${address}\\)`;
const operand = `(?:\\$${number}|\\*?(?:${memory}|${register})|${number})`;
const prefixes = "(?:(?:lock|rep|repe|repz|repne|repnz) )*";
const instruction = new RegExp(`^(${prefixes})([a-z][a-z0-9]*)(?: (${operand}(?:, ${operand})*))?$`);

/** What Keystone takes for a prefix. Before an operand instead of an instruction one of these keeps it busy for ever. */
const prefix =
  /^(?:lock|repn?[ez]?|rex[0-9a-z]*|data(?:16|32)|addr(?:16|32|64)|[c-gs]s|xacquire|xrelease|bnd|notrack)$/;

/** A bare number is the target of one of these; of any other it would be memory, which Keystone addresses from RIP. */
const takesTarget = /^(?:j|call|loop)/;

/** Far above any instruction, far below the 45 KB of text from which Keystone overwrites its own data. */
const longestText = 256;

/** The number of statements Keystone has to count in an acceptable text, or why it is not acceptable. */
export type TextVerdict =
  { readonly kind: "acceptable"; readonly statements: number } | { readonly kind: "refused"; readonly reason: string };

/** Judges a text before Keystone sees it. */
export function judgeText(text: string): TextVerdict {
  if (text.length > longestText) {
    return refused(`${String(text.length)} characters are no single instruction`);
  }
  const match = instruction.exec(text);
  if (match === null) {
    return refused("not one AT&T instruction with hexadecimal numbers");
  }
  const [, written = "", mnemonic = "", operands = ""] = match;
  if (prefix.test(mnemonic)) {
    return refused(`${mnemonic} is a prefix, and no instruction follows`);
  }
  for (const [, dollar, digits, parenthesis] of operands.matchAll(/(\$?)(-?0x[0-9a-f]+)(\(?)/g)) {
    const value = parseNumber(digits ?? "");
    if (dollar === "$" && (value < -0x8000_0000_0000_0000n || value > 0xffff_ffff_ffff_ffffn)) {
      return refused(`${digits ?? ""} does not fit into 64 bits`);
    }
    if (parenthesis === "(" && (value < -0x8000_0000n || value > 0x7fff_ffffn)) {
      return refused(`the displacement ${digits ?? ""} does not fit into 32 bits`);
    }
  }
  if (!takesTarget.test(mnemonic) && operands.split(", ").some((one) => /^-?0x[0-9a-f]+$/.test(one))) {
    return refused("an address without a base register has to be written with (,%riz)");
  }
  return { kind: "acceptable", statements: written.split(" ").length };
}

function parseNumber(text: string): bigint {
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

function refused(reason: string): TextVerdict {
  return { kind: "refused", reason };
}
