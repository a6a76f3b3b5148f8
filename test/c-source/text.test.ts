import { expect } from "chai";
import { cFile, cHeader, enumeration, extern } from "../../dsl/c-source/c-file.js";
import type { CItem } from "../../dsl/c-source/c-file.js";
import { cFunction } from "../../dsl/c-source/c-function.js";
import { c } from "../../dsl/c-source/c-text.js";
import { checkCFile } from "../../dsl/c-source/check-c-file.js";
import { formatFunction, headerFunction } from "../../dsl/c-source/callable.js";
import { headerStruct } from "../../dsl/c-source/header-type.js";
import { arrayVariable, cast, deref, element, nil, or, ref, typed, variable } from "../../dsl/c-source/reference.js";
import { array, byte, int32, int8, pointer, struct, uint32, uintptr, voidType } from "../../dsl/ctypes/ctype.js";
import { constants } from "../../dsl/operands/immediate.js";
import type { Errata } from "../../dsl/port/erratum.js";
import { declareErratum, erratum } from "../../dsl/port/erratum.js";
import { emitCSource } from "../../emit/c/c-source.js";

const Inner = struct("Inner", { a: int32, b: array(uint32, 4) });
const Outer = struct("Outer", { inner: Inner, next: pointer(Inner) });
const Opaque = headerStruct("Opaque", { name: pointer(int8) });
const table = arrayVariable("table", Opaque);
const now = variable("now", Outer);
const flags = constants({ ONE: 1, TWO: 2 });
const printf = formatFunction("printf");
const work = headerFunction("work", pointer(Outer), pointer(voidType), int32);
const header = cHeader("all.h", {
  types: [Inner, Outer, Opaque],
  constants: flags,
  functions: [printf, work],
  variables: [table, now],
});
const defect = declareErratum("x", "x", "x");

function printed(items: readonly CItem[], errata: Errata = "corrected"): string {
  const file = cFile({ includes: [header], items });
  expect(checkCFile(file).map(({ message }) => message)).to.deep.equal([]);
  const text = emitCSource(file, { portName: "p", errata });
  return text.slice(text.indexOf('#include "all.h"\n') + '#include "all.h"\n'.length).trim();
}

describe("text of C", () => {
  it("loses its own indentation, and has tabs for the rest of it", () => {
    const f = cFunction(
      "f",
      { locals: { i: int32 } },
      ({ i }) => c`
          for(;;) {
            ${i} = 1;

            if(${i})
              break; // two
          }
    `,
    );
    expect(printed([f])).to.equal(
      "void\nf(void)\n{\n\tint32 i;\n\n\tfor(;;) {\n\t\ti = 1;\n\n\t\tif(i)\n\t\t\tbreak; // two\n\t}\n}",
    );
  });

  it("takes tabs for what they are, and text on the line of the back quote", () => {
    expect(
      printed([
        cFunction(
          "f",
          {},
          () => c`for(;;) {
		}`,
        ),
      ]),
    ).to.equal("void\nf(void)\n{\n\tfor(;;) {\n\t}\n}");
    expect(printed([cFunction("f", {}, () => c`return;`)])).to.equal("void\nf(void)\n{\n\treturn;\n}");
    expect(printed([cFunction("f", {}, () => c``)])).to.equal("void\nf(void)\n{\n}");
  });

  it("keeps what C escapes, and gives back what TypeScript wants escaped", () => {
    const f = cFunction("f", {}, () => c`${printf('100%%\t"%d" \\ ??/\n\x01', 1)}; // \n \` \${x}`);
    expect(printed([f])).to.equal(
      'void\nf(void)\n{\n\tprintf("100%%\\t\\"%d\\" \\\\ ?\\?/\\n\\001", 1); // \\n ` ${x}\n}',
    );
  });

  it("writes expressions as C does, with parentheses where they are needed", () => {
    const f = cFunction(
      "f",
      { locals: { p: pointer(Outer), i: int32, v: pointer(voidType) } },
      ({ p, i, v }) => c`
      ${p} = ${work(v, or(flags.ONE, flags.TWO))};
      ${i} = ${p.inner.a} + ${p.next.a} + ${now.inner.a} + ${element(p.next, i).a} + ${element(p.next, 3).a};
      ${i} = ${cast(pointer(Outer), v).inner.a} + ${deref(p).inner.a} + ${ref(now).next.a};
      ${v} = ${cast(pointer(byte), typed(uintptr, c`${i} + 1`))};
      ${v} = ${ref(element(table, i).name)};
      ${work(element(table, 0).name, -1)};
      ${work(nil, flags.TWO)};
      ${i} = sizeof(${Outer}) + sizeof(${pointer(int8)});
    `,
    );
    expect(printed([f]).split("\n").slice(7, -1)).to.deep.equal([
      "\tp = work(v, ONE|TWO);",
      "\ti = p->inner.a + p->next->a + now.inner.a + p->next[i].a + p->next[3].a;",
      "\ti = ((Outer*)v)->inner.a + (*p).inner.a + (&now)->next->a;",
      "\tv = (byte*)(i + 1);",
      "\tv = &table[i].name;",
      "\twork(table[0].name, -1);",
      "\twork(nil, TWO);",
      "\ti = sizeof(Outer) + sizeof(int8*);",
    ]);
  });

  it("splices lists and both forms of an erratum where they stand, with locals as each form needs them", () => {
    const f = cFunction(
      "f",
      { locals: { i: int32, old: int32 } },
      ({ i, old }) => c`
      if(${erratum(defect, { original: [c`${old}`], corrected: [c`${i}`] })}) {
        ${[1, 2].map((n) => c`work${n}();`)}
        ${erratum(defect, {
          original: [],
          corrected: [
            c`
              if(${i})
                return;
            `,
          ],
        })}
      }
    `,
    );
    expect(printed([f], "corrected")).to.equal(
      "void\nf(void)\n{\n\tint32 i;\n\n\tif(i) {\n\t\twork1();\n\t\twork2();\n\t\tif(i)\n\t\t\treturn;\n\t}\n}",
    );
    expect(printed([f], "original")).to.equal(
      "void\nf(void)\n{\n\tint32 old;\n\n\tif(old) {\n\t\twork1();\n\t\twork2();\n\t}\n}",
    );
  });

  it("declares what is the file's own", () => {
    const Tag = constants({ SMALL: 255, MASK: 0x1000 });
    expect(
      printed([
        enumeration("Numbers.", ...Object.values(Tag)),
        extern(arrayVariable("others", Opaque)),
        extern(variable("other", pointer(Opaque))),
        extern(headerFunction("function", pointer(byte), int32, pointer(Outer))),
        extern(formatFunction("print")),
        cFunction(
          "f",
          { doc: "Two\nlines.", flags: ["NOSPLIT"], returns: pointer(Outer) },
          (_, returns) => c`
          ${returns(nil)};
        `,
        ),
      ]),
    ).to.equal(
      [
        "// Numbers.\nenum\n{\n\tSMALL = 255,\n\tMASK = 0x1000,\n};\n",
        "extern Opaque others[];\nextern Opaque *other;\nextern byte *function(int32, Outer*);\nextern void print(int8*, ...);\n",
        "// Two\n// lines.\n#pragma textflag 4\nOuter*\nf(void)\n{\n\treturn nil;\n}",
      ].join("\n"),
    );
  });
});
