import { assert } from "chai";
import { constant } from "../../dsl/operands/immediate.js";
import { checkSignalTable, signal, signalTable } from "../../dsl/port/signal-table.js";
import { emitSignalTable } from "../../emit/c/signal-table.js";
import { signals } from "../../targets/openbsd-amd64/signals.js";
import { needs } from "../peers.js";
import { compilers, runProgram } from "./compiler.js";
import { signalFacts } from "./facts.js";

/** The part of the runtime's own header that the table needs, with the values of its flags. */
const runtimeHeader = `
typedef int int32;
typedef const char int8;
typedef struct SigTab SigTab;
struct SigTab { int32 flags; int8 *name; };
enum { SigCatch = 1, SigIgnore = 2, SigRestart = 4, SigQueue = 8, SigPanic = 16 };
`;

/** Prints the table, and fails to compile where a letter is still a macro. */
const program = (symbol: string): string => `
#include <stdio.h>
#include "runtime.h"
#include "signals.h"
#if defined(C) || defined(I) || defined(R) || defined(Q) || defined(P)
#error "a letter is still a macro after the table"
#endif
_Static_assert(NSIG == sizeof(${symbol}) / sizeof(${symbol}[0]), "NSIG");
int main(void)
{
	for (int i = 0; i < NSIG; i++)
		printf("%d %d %s\\n", i, ${symbol}[i].flags, ${symbol}[i].name);
	return 0;
}
`;

const bits: Readonly<Record<string, number>> = { C: 1, I: 2, R: 4, Q: 8, P: 16 };

describe("signals.h", () => {
  const text = emitSignalTable(signals, { portName: "openbsd-amd64", errata: "corrected" });

  for (const compiler of compilers) {
    it(`is the table of the facts, read back through ${compiler}`, function () {
      needs(this, compiler, compiler);
      const printed = runProgram(
        compiler,
        { "runtime.h": runtimeHeader, "signals.h": text, "main.c": program("runtime\u00b7sigtab") },
        "main.c",
      );
      assert.deepEqual(
        printed.trimEnd().split("\n"),
        signalFacts().map(
          (fact) => `${fact.number} ${fact.flags.reduce((sum, flag) => sum + (bits[flag] ?? NaN), 0)} ${fact.text}`,
        ),
      );
    });

    it(`quotes any text for ${compiler}`, function () {
      needs(this, compiler, compiler);
      const odd = signalTable("table", [signal(constant("ODD", 0), [], 'a "quoted" back\\slash, ??/ ???= and 100%s')]);
      assert.deepEqual(checkSignalTable(odd), []);
      const printed = runProgram(
        compiler,
        {
          "runtime.h": runtimeHeader,
          "signals.h": emitSignalTable(odd, { portName: "test", errata: "corrected" }),
          "main.c": program("table"),
        },
        "main.c",
      );
      assert.equal(printed, '0 0 ODD: a "quoted" back\\slash, ??/ ???= and 100%s\n');
    });
  }

  it("spells the flags in the order of the facts", () => {
    assert.deepEqual(
      [...text.matchAll(/\{([CIRQP0+]+), "/gu)].map((match) => match[1]),
      signalFacts().map(({ flags }) => (flags.length === 0 ? "0" : flags.join("+"))),
    );
  });

  it("writes the middle dot as U+00B7 and NSIG behind the table", () => {
    assert.include(text, "SigTab runtime\u00b7sigtab[] = {\n");
    assert.isTrue(text.endsWith("\n#define NSIG 33\n"));
  });

  it("passes its own check", () => {
    assert.deepEqual(checkSignalTable(signals), []);
  });
});

describe("the check of a signal table", () => {
  const none = signal(constant("SIGNONE", 0), [], "no trap");

  it("wants a row for each number", () => {
    const found = checkSignalTable(signalTable("t", [none, signal(constant("SIGINT", 2), [], "interrupt")]));
    assert.deepEqual(
      found.map(({ message }) => message),
      ["SIGINT has number 2 but stands in row 1: the table is indexed by number and has no gaps"],
    );
  });

  it("refuses a flag given twice, which would add up to another one", () => {
    const found = checkSignalTable(signalTable("t", [signal(constant("SIGX", 0), ["catch", "catch"], "x")]));
    assert.deepEqual(
      found.map(({ code }) => code),
      ["signal-flag-twice"],
    );
  });

  it("refuses an empty table, a text of two lines and a full stop for the middle dot", () => {
    assert.deepEqual(
      [
        ...checkSignalTable(signalTable("t", [])),
        ...checkSignalTable(signalTable("t", [signal(constant("SIGX", 0), [], "a\nb")])),
        ...checkSignalTable(signalTable("runtime.sigtab", [none])),
      ].map(({ code }) => code),
      ["signal-table-empty", "single-line", "c-name"],
    );
  });
});
