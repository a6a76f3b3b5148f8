import { assert } from "chai";
import type { CType } from "../../dsl/ctypes/ctype.js";
import {
  array,
  bool,
  byte,
  functionType,
  incompleteStruct,
  incompleteUnion,
  int32,
  int64,
  intptr,
  pointer,
  struct,
  typedef,
  uint8,
  uintptr,
  voidType,
} from "../../dsl/ctypes/ctype.js";
import { declare, runtimeSpelling, standardSpelling } from "../../emit/c/declarator.js";
import { needs } from "../peers.js";
import { compilers, complaints } from "./compiler.js";

const G = struct("G", { sig: int32 });
const Sigset = typedef("Sigset", uint8);
const handler = functionType(voidType, int32, pointer(G), pointer(voidType));

/** Type, the declaration of `x` for the Plan 9 compiler and for standard C, and the type without a name. */
const cases: readonly (readonly [CType, string, string, string])[] = [
  [int32, "int32 x", "int32_t x", "int32"],
  [byte, "byte x", "uint8_t x", "byte"],
  [bool, "bool x", "uint8_t x", "bool"],
  [uintptr, "uintptr x", "uintptr_t x", "uintptr"],
  [intptr, "intptr x", "intptr_t x", "intptr"],
  [G, "G x", "G x", "G"],
  [Sigset, "Sigset x", "Sigset x", "Sigset"],
  [pointer(voidType), "void *x", "void *x", "void*"],
  [pointer(pointer(G)), "G **x", "G **x", "G**"],
  [pointer(incompleteStruct("sigaction")), "struct sigaction *x", "struct sigaction *x", "struct sigaction*"],
  [pointer(incompleteUnion("sigval")), "union sigval *x", "union sigval *x", "union sigval*"],
  [array(int64, 3), "int64 x[3]", "int64_t x[3]", "int64[3]"],
  [array(array(byte, 2), 3), "byte x[3][2]", "uint8_t x[3][2]", "byte[3][2]"],
  [array(pointer(byte), 3), "byte *x[3]", "uint8_t *x[3]", "byte*[3]"],
  [pointer(array(byte, 3)), "byte (*x)[3]", "uint8_t (*x)[3]", "byte(*)[3]"],
  [pointer(functionType(voidType)), "void (*x)(void)", "void (*x)(void)", "void(*)(void)"],
  [pointer(handler), "void (*x)(int32, G*, void*)", "void (*x)(int32_t, G*, void*)", "void(*)(int32, G*, void*)"],
  [
    array(pointer(handler), 2),
    "void (*x[2])(int32, G*, void*)",
    "void (*x[2])(int32_t, G*, void*)",
    "void(*[2])(int32, G*, void*)",
  ],
  [pointer(pointer(functionType(int32))), "int32 (**x)(void)", "int32_t (**x)(void)", "int32(**)(void)"],
  [
    pointer(functionType(pointer(functionType(voidType, int32)), int32)),
    "void (*(*x)(int32))(int32)",
    "void (*(*x)(int32_t))(int32_t)",
    "void(*(*)(int32))(int32)",
  ],
  [functionType(pointer(byte), uintptr), "byte *x(uintptr)", "uint8_t *x(uintptr_t)", "byte*(uintptr)"],
];

describe("C declarations", () => {
  for (const [type, plan9, standard, unnamed] of cases) {
    it(plan9, () => {
      assert.equal(declare(type, "x", runtimeSpelling), plan9);
      assert.equal(declare(type, "x", standardSpelling), standard);
      assert.equal(declare(type, "", runtimeSpelling), unnamed);
    });
  }

  for (const compiler of compilers) {
    it(`name the same type with and without a name, says ${compiler}`, function () {
      needs(this, compiler, compiler);
      const source = [
        "#include <stdint.h>",
        "typedef struct G G; struct G { int32_t sig; }; typedef uint8_t Sigset;",
        "struct sigaction; union sigval;",
        ...cases.map(([type], index) => {
          const declared = declare(type, `x${index}`, standardSpelling);
          return `extern ${declared}; _Static_assert(__builtin_types_compatible_p(__typeof__(x${index}), ${declare(type, "", standardSpelling)}), "");`;
        }),
        "",
      ].join("\n");
      assert.equal(complaints(compiler, source), "");
    });
  }
});
