/** What a compiler can be asked about headers. Every answer is a number, and none needs anything to run. */
export type Question =
  /** The value of a constant expression. */
  | { readonly kind: "number"; readonly expression: string }
  /** Is there anything by this name: a macro, or something that has a size? */
  | { readonly kind: "known"; readonly name: string }
  /** Which bits of a type are a member's? Bit 0 is the lowest of the first byte. */
  | { readonly kind: "bits"; readonly type: string; readonly member: string };

export type Answer =
  | { readonly kind: "number"; readonly value: bigint }
  /** The compiler took it for a mistake. */
  | { readonly kind: "refused"; readonly message: string };

/** The file that the lines of questions say they come from, so that a compiler's errors name the question. */
export const questionFile = "portwright-question";

/** What stands in the errors of a compiler that takes the file for one of C++: to such a one a part of it is a mistake. */
export const notC = "portwright: this is no compiler of C";

const mark = "portwright#";
const markSize = 24;
/** Tells the order of the bytes. */
const byteOrder = 0x0102_0304_0506_0708n;

/** The C file that asks `questions`, each by its number. */
export function questionText(includes: string, questions: ReadonlyMap<number, Question>): string {
  return [
    "#ifdef __cplusplus",
    `#error "${notC}"`,
    "#endif",
    includes,
    "#ifndef __GNUC__",
    "#include <stddef.h>",
    "#define __builtin_offsetof(type, member) offsetof(type, member)",
    "#endif",
    `struct portwright_record { char mark[${String(markSize)}]; unsigned long long order, negative, value; };`,
    ...[...questions].flatMap(([number, question]) => linesOf(number, question)),
    // Without anything else a file of C is not complete.
    "int portwright_end;",
    "",
  ].join("\n");
}

function linesOf(number: number, question: Question): readonly string[] {
  const place = `#line ${String(number + 1)} "${questionFile}"`;
  const head = `"${mark}${String(number)};", 0x${byteOrder.toString(16)}ull`;
  const declared = `portwright_answer_${String(number)}`;
  switch (question.kind) {
    case "number":
      return [place, record(declared, head, question.expression)];
    case "known":
      return [
        `#ifdef ${question.name}`,
        record(declared, head, "1"),
        "#else",
        place,
        record(declared, head, `sizeof(${question.name})`),
        "#endif",
      ];
    case "bits": {
      const whole = `struct { struct portwright_record head; ${question.type} object; }`;
      const at = `__builtin_offsetof(${whole}, object) - sizeof(struct portwright_record)`;
      return [
        place,
        `const ${whole} ${declared} = { { ${head}, sizeof(${question.type}), ${at} }, { .${question.member} = ~0 } };`,
      ];
    }
  }
}

function record(declared: string, head: string, expression: string): string {
  return `const struct portwright_record ${declared} = { ${head}, (${expression}) < 0, (unsigned long long)((${expression}) | 0) };`;
}

/** Finds the answers in an object, whatever its format and its machine are. */
export function answersIn(object: Buffer, questions: ReadonlyMap<number, Question>): ReadonlyMap<number, Answer> {
  const answers = new Map<number, Answer>();
  for (let at = object.indexOf(mark); at >= 0; at = object.indexOf(mark, at + 1)) {
    const [, digits] = /^(\d+);\0/u.exec(object.toString("latin1", at + mark.length, at + markSize)) ?? [];
    const question = digits === undefined ? undefined : questions.get(Number(digits));
    if (question === undefined || at + markSize + 24 > object.length) {
      continue;
    }
    const little = object.readBigUInt64LE(at + markSize) === byteOrder;
    if (!little && object.readBigUInt64BE(at + markSize) !== byteOrder) {
      continue;
    }
    const word = (index: number): bigint =>
      little ? object.readBigUInt64LE(at + markSize + 8 * index) : object.readBigUInt64BE(at + markSize + 8 * index);
    const value =
      question.kind === "bits"
        ? bytesAt(object, at + markSize + 24 + Number(word(2)), Number(word(1)))
        : word(1) === 0n
          ? word(2)
          : BigInt.asIntN(64, word(2));
    answers.set(Number(digits), { kind: "number", value });
  }
  return answers;
}

/** Bytes as one number, the first the lowest. */
function bytesAt(object: Buffer, from: number, size: number): bigint {
  const bytes = [...object.subarray(from, from + size)].reverse();
  return BigInt(`0x0${Buffer.from(bytes).toString("hex")}`);
}
