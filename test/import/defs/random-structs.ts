import { generator } from "../../elf/mutations.js";

/** Something that a compiler knows about a struct and that the description must say too. */
export interface Fact {
  readonly struct: string;
  /** The member, as the description calls it and those around it; empty for the struct itself. */
  readonly path: readonly string[];
  readonly what: FactKind;
}

export type FactKind =
  | { readonly kind: "offset" | "size" | "signed" }
  | { readonly kind: "count"; readonly dimension: number }
  /** Of an object in which the field alone is all ones. */
  | { readonly kind: "bits"; readonly symbol: string; readonly size: number };

export interface RandomStructs {
  /** C, with everything that is to be imported. */
  readonly source: string;
  /** C that goes behind it: the facts as numbers in `facts`, and an object for each bit-field. */
  readonly questions: string;
  /** In the order of the numbers; those about bits have none. */
  readonly facts: readonly Fact[];
  readonly names: readonly string[];
  /** How often each kind of member was drawn. */
  readonly drawn: ReadonlyMap<string, number>;
}

const integers = [
  "char",
  "signed char",
  "unsigned char",
  "short",
  "unsigned short",
  "int",
  "unsigned",
  "long",
  "unsigned long",
  "long long",
  "unsigned long long",
  "_Bool",
  "enum small",
  "enum negative",
  "enum wide",
  "enum tiny",
  "enum tiny_negative",
  "named_int",
  "twice_named",
];
const others = ["float", "double", "long double", "named_double", "_Complex float", "__int128", "vector"];
/** Types that no array can be of, or only of some compilers. */
const alone = ["aligned_int", "_Atomic long", "_Atomic(short)", "const volatile char", "struct empty"];
const bitTypes: readonly (readonly [string, number])[] = [
  ["int", 32],
  ["unsigned", 32],
  ["unsigned char", 8],
  ["signed char", 8],
  ["unsigned short", 16],
  ["long", 64],
  ["unsigned long long", 64],
  ["_Bool", 1],
  ["enum small", 32],
  ["named_int", 32],
];

const preamble = `
enum small { SMALL_A, SMALL_B = 7, SMALL_C = 200 };
enum negative { NEGATIVE_A = -5, NEGATIVE_B = 70000 };
enum wide { WIDE_A = 0x123456789abLL, WIDE_B = -1 };
enum { NAMELESS = 0x80000000u };
enum __attribute__((packed)) tiny { TINY_A, TINY_B = 200 };
enum __attribute__((packed)) tiny_negative { TINY_C = -1, TINY_D = 100 };
struct empty {};
typedef int aligned_int __attribute__((aligned(16)));
typedef float vector __attribute__((vector_size(16)));
typedef int named_int;
typedef volatile named_int twice_named;
typedef double named_double;
typedef void (*handler)(int, const char *, ...);
typedef unsigned short triple[3];
`;

/** Makes definitions of structs and unions of every kind that C and its compilers on amd64 know. */
export function randomStructs(count: number, seed: number): RandomStructs {
  const random = generator(seed);
  const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item => {
    const item = items[random(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  const chance = (oneIn: number): boolean => random(oneIn) === 0;
  const drawn = new Map<string, number>();
  const facts: Fact[] = [];
  const numbers: string[] = [];
  const objects: string[] = [];
  const names: string[] = [];
  /** Those that may be members by value: without a flexible end, and without such members, which would grow and grow. */
  const whole: string[] = [];
  let source = preamble;
  let serial = 0;

  const draw = (kind: string): void => {
    drawn.set(kind, (drawn.get(kind) ?? 0) + 1);
  };

  for (let index = 0; index < count; index += 1) {
    const keyword = chance(6) ? "union" : "struct";
    const held: string[] = [];
    const anyWhole = (): string => {
      const one = pick(whole);
      held.push(one);
      return one;
    };
    const tag = `s${index}`;
    const spelled = `${keyword} ${tag}`;
    const ask = (path: readonly string[], what: FactKind, expression: string): void => {
      facts.push({ struct: tag, path, what });
      numbers.push(expression);
    };

    /** The members of an aggregate; `own` is where they are in the description, `c` in C. */
    const members = (
      depth: number,
      { inUnion, isPacked }: { readonly inUnion: boolean; readonly isPacked: boolean },
      own: readonly string[],
      c: readonly string[],
    ): string => {
      let text = "";
      let anonymous = 0;
      const bitsHere = chance(3);
      let afterUnnamed = false;
      const length = 1 + random(inUnion ? 4 : 7);
      for (let member = 0; member < length; member += 1) {
        serial += 1;
        const name = `m${serial}`;
        const path = [...own, name];
        const designator = [...c, name].join(".");
        const access = `((${spelled} *)0)->${designator}`;
        const aligned = chance(15) ? ` __attribute__((aligned(${pick([2, 4, 8, 16, 32])})))` : "";
        const place = (size = true): void => {
          ask(path, { kind: "offset" }, `__builtin_offsetof(${spelled}, ${designator})`);
          if (size) ask(path, { kind: "size" }, `sizeof(${access})`);
        };
        const choice = bitsHere && !chance(4) ? 9 : random(depth < 3 ? 13 : 10);
        switch (choice) {
          case 0:
          case 1:
          case 2:
            draw("integer");
            text += `${pick(integers)} ${name}${aligned};\n`;
            place();
            ask(path, { kind: "signed" }, `((__typeof__(${access}))-1 < 0)`);
            break;
          case 3:
            draw("other");
            text += `${pick([...others, ...alone])} ${name}${aligned};\n`;
            place();
            break;
          case 4:
            draw("pointer");
            text += `${pick([
              `void *${name}`,
              `${spelled} *${name}`,
              `${spelled} **const ${name}`,
              `const char *${name}`,
              `struct unknown *${name}`,
              `double *${name}`,
              `int (*${name})[4]`,
              `enum small *${name}`,
              names.length > 0 ? `${pick(names)} *${name}` : `int *${name}`,
            ])}${aligned};\n`;
            place();
            break;
          case 5:
            draw("function pointer");
            text += `${pick([
              `handler ${name}`,
              `void (*${name})(void)`,
              `${spelled} *(*${name})(${spelled} *, unsigned long)`,
              `double (*${name})(float)`,
              `void (*(*${name})(int, void (*)(int)))(int)`,
              `int (*${name}[3])(${spelled} *)`,
              `${spelled} (*${name})(void)`,
            ])};\n`;
            place();
            break;
          case 6:
          case 7: {
            const dimensions = Array.from({ length: 1 + random(3) }, () => 1 + random(5));
            draw(dimensions.length > 1 ? "array of arrays" : "array");
            const element =
              chance(3) && whole.length > 0 ? anyWhole() : pick([...integers, ...others, "void *", "triple"]);
            text += `${element} ${name}${dimensions.map((bound) => `[${bound}]`).join("")};\n`;
            place();
            for (const dimension of dimensions.keys()) {
              const outer = `${access}${"[0]".repeat(dimension)}`;
              ask(path, { kind: "count", dimension }, `sizeof(${outer}) / sizeof(${outer}[0])`);
            }
            break;
          }
          case 8:
            if (whole.length > 0) {
              draw("struct by its tag");
              text += `${anyWhole()} ${name}${aligned};\n`;
              place();
            }
            break;
          case 9: {
            const [type, most] = pick(bitTypes);
            if (chance(8)) {
              draw("unnamed bit-field");
              text += `${type} : ${chance(2) && !inUnion ? 0 : 1 + random(most)};\n`;
              afterUnnamed = true;
              break;
            }
            draw("bit-field");
            const packed = chance(25) ? " __attribute__((packed))" : "";
            // Of a packed one as wide as its type, clang does not say how far within a byte it begins: none without a
            // name may stand before it.
            const isNarrow = (isPacked || packed !== "") && type !== "_Bool" && afterUnnamed;
            const width = !isNarrow && chance(6) ? most : 1 + random(isNarrow ? most - 1 : most);
            afterUnnamed = false;
            text += `${type} ${name} : ${width}${packed};\n`;
            const symbol = `ones_${name}`;
            objects.push(`${spelled} ${symbol} = { .${designator} = ${type === "_Bool" ? "1" : "-1"} };`);
            facts.push({ struct: tag, path, what: { kind: "bits", symbol, size: 0 } });
            numbers.push("0");
            break;
          }
          default: {
            const inner = pick(["struct", "union"]);
            const isAnonymous = chance(2);
            draw(isAnonymous ? `anonymous ${inner}` : `nameless ${inner}`);
            const called = isAnonymous ? `anon${anonymous}` : name;
            anonymous += Number(isAnonymous);
            const attribute = chance(8) ? " __attribute__((packed))" : "";
            const body = members(
              depth + 1,
              { inUnion: inner === "union", isPacked: attribute !== "" },
              [...own, called],
              isAnonymous ? c : [...c, name],
            );
            text += `${inner}${attribute} {\n${body}}${isAnonymous ? "" : ` ${name}`};\n`;
            if (!isAnonymous) place();
          }
        }
      }
      serial += 1;
      // There is always something with a name, or it would be no struct for C.
      const last = `m${serial}`;
      ask([...own, last], { kind: "offset" }, `__builtin_offsetof(${spelled}, ${[...c, last].join(".")})`);
      return `${text}${pick(integers)} ${last};\n`;
    };

    const attributes = chance(7)
      ? [`packed`, `aligned(${pick([2, 4, 8, 16, 32, 64])})`, `packed, aligned(${pick([2, 4, 8])})`][random(3)]
      : undefined;
    if (attributes !== undefined) draw(attributes.replace(/\d+/, "N"));
    const isOpen = keyword === "struct" && chance(12);
    let body = members(
      0,
      { inUnion: keyword === "union", isPacked: attributes?.startsWith("packed") === true },
      [],
      [],
    );
    if (isOpen) {
      draw("flexible array");
      const [name, end] = chance(2) ? ["open", "[]"] : ["none", "[0]"];
      body += `${pick(integers)} ${name}${end}${chance(3) && end === "[]" ? "[5]" : ""};\n`;
      ask([name], { kind: "offset" }, `__builtin_offsetof(${spelled}, ${name})`);
    }
    const attribute = attributes === undefined ? "" : ` __attribute__((${attributes}))`;
    source += `${spelled} {\n${body}}${attribute};\n${spelled} *use_${tag};\n`;
    ask([], { kind: "size" }, `sizeof(${spelled})`);
    names.push(spelled);
    if (!isOpen && held.length === 0) whole.push(spelled);
  }
  const questions = [
    ...objects,
    `const unsigned long long facts[] = {\n${numbers.map((number) => `  ${number},\n`).join("")}};\n`,
  ].join("\n");
  return { source, questions, facts, names, drawn };
}
