import { expect } from "chai";
import { bridgeFromC } from "../../dsl/bridges/bridge-from-c.js";
import { bridgeToC } from "../../dsl/bridges/bridge-to-c.js";
import { voidType } from "../../dsl/ctypes/ctype.js";
import { prototype } from "../../dsl/ctypes/prototype.js";
import { CALL, MOVQ, RET } from "../../dsl/instructions/generated/index.js";
import { external } from "../../dsl/operands/code.js";
import { BP, BX, R12, R13, R14, R15 } from "../../dsl/operands/register.js";
import { assemblyUnit } from "../../dsl/port/assembly-unit.js";
import { routine } from "../../dsl/routines/routine.js";
import { emitFile } from "../../emit/emit-file.js";
import { compilers } from "../emit-c/compiler.js";
import { needs } from "../peers.js";
import { nativeOutput } from "./native-program.js";
import { bridgeFiles } from "./signature-bridges.js";

const over = external("test·over");

/** Plan 9 code between the two bridges, which leaves nothing of C's registers. */
const middle = routine("test·middle", { frame: 24 }, () => [
  ...[BX, BP, R12, R13, R14, R15].map((register) => MOVQ(7, register)),
  CALL(over),
  RET(),
]);

const fromC = bridgeFromC(middle);
const toC = bridgeToC(over, prototype("test·over", voidType));

/** `outer` has memory of a size that nobody knows beforehand, so its frame is found by a register that it has saved. */
const source = `#include <stdio.h>
#include <string.h>
#include <unwind.h>
#include "port.h"

int main(int count, char **words);
static volatile int size = 100;

static __attribute__((noinline)) void outer(void) {
	char room[size];
	memset(room, 1, sizeof room);
	test·middle();
	printf(room[size - 1] == 1 ? "kept\\n" : "lost\\n");
}

static _Unwind_Reason_Code show(struct _Unwind_Context *context, void *data) {
	(void)data;
	uintptr_t start = _Unwind_GetRegionStart(context);
	if (start == (uintptr_t)outer) printf("outer ");
	else if (start == (uintptr_t)main) printf("main ");
	else if (start == (uintptr_t)test·middle) printf("bridge ");
	else if (start == (uintptr_t)test·over) printf("over ");
	return _URC_NO_REASON;
}

void test·over(void) {
	_Unwind_Reason_Code end = _Unwind_Backtrace(show, 0);
	if (end != _URC_END_OF_STACK) printf("ended with %d ", (int)end);
}

int main(int count, char **words) {
	(void)words;
	for (int turn = 0; turn < count; turn++) outer();
	return 0;
}
`;

describe("debuggers and bridges", () => {
  for (const compiler of compilers) {
    it(`find C code on both sides of Plan 9 code, by ${compiler}'s unwinder`, function () {
      needs(this, "as", "binutils");
      needs(this, compiler, compiler);
      this.timeout(20_000);
      const { assembly, header } = bridgeFiles([fromC, toC]);
      const unit = assemblyUnit({ includes: [], routines: [middle] });
      const output = nativeOutput(compiler, {
        "port.h": header,
        "bridges.s": assembly,
        "middle.s": emitFile(
          { kind: "gnu-assembly", path: "middle.s", unit },
          { portName: "test", errata: "corrected" },
        ),
        "main.c": source,
      });
      expect(output).to.equal("over bridge outer main kept\n");
    });
  }
});
