import { generator } from "../../elf/mutations.js";

/** Definitions of macros that are all integer constant expressions to a C compiler, as C and by their names. */
export interface RandomMacros {
  readonly source: string;
  readonly names: readonly string[];
}

const preamble = `
#include <stddef.h>
#include <stdint.h>
enum plain { PLAIN_LOW = -3, PLAIN_HIGH = 77 };
enum wide { WIDE_HIGH = 0xffffffff00000000 };
enum __attribute__((packed)) tiny { TINY = 200 };
typedef enum tiny tiny_t;
struct pair { char a; long b[3]; };
union either { struct pair pair; char text[100]; };
typedef struct pair pair_t;
struct pair use_pair; union either use_either; pair_t use_pair_t; tiny_t use_tiny; enum plain use_plain; enum wide use_wide;
uint64_t use_64; int8_t use_8; uint16_t use_16; size_t use_size; intptr_t use_pointer; int32_t use_32;
#define TWICE(x) ((x) + (x))
#define PICK(a, b) (a ? a : b)
#define PASTE(a, b) a ## b
#define CALL TWICE
#define NOTHING()
#define SEVEN() 7
`;
const literals = [
  "0",
  "1",
  "7",
  "'A'",
  "'\\n'",
  "'\\377'",
  "'\\x41'",
  "'\\0'",
  "'\\''",
  "017",
  "0xff",
  "0b101",
  "2147483647",
  "2147483648",
  "0x80000000",
  "0xffffffff",
  "4294967295",
  "9223372036854775807",
  "0x8000000000000000",
  "0xffffffffffffffff",
  "1u",
  "3000000000U",
  "5l",
  "5uL",
  "5ull",
  "0x7fLLU",
  "0777777777777777777777",
  "PLAIN_LOW",
  "PLAIN_HIGH",
  "WIDE_HIGH",
  "TINY",
];
const types = [
  "int",
  "unsigned",
  "char",
  "signed char",
  "unsigned char",
  "short int",
  "unsigned short",
  "long",
  "long unsigned int",
  "long long",
  "_Bool",
  "const int",
  "uint64_t",
  "int8_t",
  "uint16_t",
  "size_t",
  "intptr_t",
  "enum plain",
  "tiny_t",
];
const measured = [
  ...types,
  "struct pair",
  "union either",
  "pair_t",
  "struct pair *",
  "void *",
  "char[7]",
  "int32_t [2][3]",
  "double",
  "long double",
  "char *const",
];
const operators = ["+", "-", "*", "&", "|", "^", "==", "!=", "<", "<=", ">", ">=", "&&", "||"];

/** Makes macros of every kind of expression that C calls constant, some of earlier ones. */
export function randomMacros(count: number, seed: number): RandomMacros {
  const random = generator(seed);
  const pick = (items: readonly string[]): string => items[random(items.length)] ?? "0";
  const names: string[] = [];
  const expression = (depth: number): string => {
    if (depth === 0) {
      return random(4) === 0 && names.length > 0 ? pick(names) : pick(literals);
    }
    const next = (): string => expression(random(depth));
    switch (random(14)) {
      case 0:
        return `(${pick(types)})${next()}`;
      case 1:
        return `(${pick(types)}) ( ${next()} )`;
      case 2:
        return `sizeof(${pick(measured)})`;
      case 3:
        return `${pick(["-", "~", "!", "+"])} ${next()}`;
      case 4:
        return `(${next()} ? ${next()} : ${next()})`;
      case 5:
        return `(${next()}) ${pick(["/", "%"])} ${String(1 + random(9))}${pick(["", "u", "l"])}`;
      case 6:
        return `((${next()}) ${pick(["<<", ">>"])} ${String(random(32))})`;
      case 7:
        return pick([
          `TWICE(${next()})`,
          `CALL (${next()})`,
          `PICK((${next()}), (${next()}))`,
          `PASTE(0x, 1f${pick(["", "u", "ul"])})`,
          `PASTE(PLAIN_, LOW)`,
          `SEVEN() NOTHING()`,
          `__extension__ (${next()})`,
          `sizeof (${next()})`,
        ]);
      default:
        return `(${next()} ${pick(operators)} ${next()})`;
    }
  };
  const lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    lines.push(`#define M${String(index)} (${expression(1 + random(5))})\n`);
    names.push(`M${String(index)}`);
  }
  return { source: `${preamble}${lines.join("")}`, names };
}
