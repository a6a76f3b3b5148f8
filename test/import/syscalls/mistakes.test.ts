import { expect } from "chai";
import { faultsOf, read, type Given } from "./imported.js";
import { linuxHeader } from "./sample-tables.js";

/** A table's mistake: the rows behind the first, which says whose table it is, and what is said of them. */
type Mistake = readonly [what: string, rows: string, faults: readonly string[], given?: Given];

const mistakes: readonly Mistake[] = [
  ["a type that nobody knows", "1 STD { int f(int a, foo_t b); }", ["2:22: the type foo_t is not known"]],
  [
    "a type that nobody knows, by another name",
    "1 STD { int f(foo_t b); }",
    ["2:15: the type foo_t is not known: --type calls it bar_t, and that is not known either"],
    { types: { foo_t: "bar_t" } },
  ],
  [
    "a struct that is passed whole",
    "1 STD { int f(struct pair p); }",
    ["2:15: a value of type struct pair does not fit a register: expected an integer or a pointer"],
  ],
  ["a fraction", "1 STD { int f(double d); }", ["2:15: the type double is not known"]],
  [
    "nothing as an argument",
    "1 STD { int f(int a, void b); }",
    ["2:22: a value of type void does not fit a register: expected an integer or a pointer"],
  ],
  ["two parameters of one name", "1 STD { int f(int a, long a); }", ["2:27: f has two parameters named a"]],
  [
    "a brace that is not closed",
    "1 STD { int f(int a);\n2 STD { int g(void); }",
    ["2:1: the { of this call is not closed"],
  ],
  ["a backslash before the end", "1 STD { int f(int a, \\", ["2:1: the { of this call is not closed"]],
  [
    "no number",
    "STD { int f(void); }",
    ["2:1: expected a call's number, a directive that begins with #, or a comment that begins with ;"],
  ],
  ["a number too large", "70000 STD { int f(void); }", ["2:1: 70000 is no number of a system call"]],
  ["a range with a prototype", "1-3 STD { int f(void); }", ["2:1: a range of numbers cannot be a call (STD)"]],
  ["no prototype", "1 STD", ["2:1: call 1 has no prototype"]],
  ["no function", "1 STD { int f; }", ["2:9: expected the prototype of a function: type name(parameters)"]],
  ["an empty prototype", "1 STD { }", ["2:1: there is no prototype between the braces"]],
  ["no comma", "1 STD { int f(int a int b); }", ["2:21: expected , or ) behind a parameter, and here stands int"]],
  [
    "a parenthesis too few",
    "1 STD { int f(int a; }",
    ["2:19: expected , or ) behind a parameter, and the declaration ends"],
  ],
  ["a character of no declaration", "1 STD { int f(int @a); }", ['2:19: "@" does not belong into a declaration']],
  [
    "something behind the brace",
    "1 STD { int f(void); } a-b",
    ["2:25: expected another name of the call or the end of the row behind }, and found -"],
  ],
  ["a number twice", "1 STD { int f(void); }\n1 STD { int g(void); }", ["3:1: 1 is g here, and f in line 2"]],
  ["#else without #if", "#else", ["2:1: #else without an #if"]],
  ["#endif without #if", "1 STD { int f(void); }\n  #endif", ["3:3: #endif without an #if"]],
  ["#if without #endif", "#ifdef A\n#if B\n1 STD { int f(void); }\n#endif", ["2:1: this conditional has no #endif"]],
  ["#else twice", "#ifdef A\n#else\n#else\n#endif", ["4:1: #else after #else"]],
  [
    "no condition",
    "#if defined(A) &&\n#endif",
    ["2:17: this is no condition that can be read: expected defined(NAME), &&, ||, !"],
  ],
  ["an unknown directive", "#iff A", ["2:1: #iff is no directive"]],
  ["no call at all", "1 UNIMPL", ["1:1: there is no system call in it"]],
];

describe("import syscalls: mistakes", () => {
  for (const [what, rows, expected, given] of mistakes) {
    it(what, () => {
      const faults = faultsOf(`; $OpenBSD$\n${rows}\n`, given).map((fault) => fault.replace(/^\/table:/, ""));
      expect(faults).to.deep.equal(expected);
    });
  }

  it("an unknown kind of call", () => {
    const [fault = "", ...others] = faultsOf("; $OpenBSD$\n1 STDD { int f(void); }\n");
    expect(fault).to.match(/^\/table:2:3: expected what kind of call 1 is \(STD, .*\), and found STDD$/);
    expect(others).to.deep.equal([]);
  });

  it("what is no table", () => {
    for (const text of ["", "\n\n", "hello\n", "#include <stdio.h>\nint main(void) { return 0; }\n"]) {
      expect(faultsOf(text)).to.deep.equal([
        "/table:1:1: this is no table of system calls that is known: no syscalls.master, unistd_64.h or syscall_64.tbl",
      ]);
    }
    expect(faultsOf("; $OpenBSD$\n1 STD { int f(void); }\0\n")).to.deep.equal([
      "/table:2:1: this is no text",
      "/table:1:1: this is no table of system calls that is known: no syscalls.master, unistd_64.h or syscall_64.tbl",
    ]);
  });

  it("numbers of Linux that are none", () => {
    const text = linuxHeader.replace("__NR_read 0", "__NR_read (__X32_SYSCALL_BIT + 0)").replace(" 134", "");
    expect(faultsOf(text)).to.deep.equal([
      "/table:4:9: (__X32_SYSCALL_BIT + 0) is no number of a call (__NR_read)",
      "/table:7:9: nothing is no number of a call (__NR_uselib)",
    ]);
    const row = "expected a number, an ABI (common, 64 or x32), a name and the kernel's function";
    expect(faultsOf("0 common read sys_read\n1 i386 write sys_write\nx\n")).to.deep.equal([
      `/table:2:1: ${row}`,
      `/table:3:1: ${row}`,
    ]);
  });

  it("many mistakes at once: the first fifty, and how many more there are", () => {
    const rows = Array.from({ length: 80 }, (_, index) => `${String(index)} STD { int f${String(index)}(foo_t a); }`);
    const faults = faultsOf(`; $OpenBSD$\n${rows.join("\n")}\n`);
    expect(faults.length).to.equal(51);
    expect(faults.at(-1)).to.match(/: 30 more mistakes like these follow$/);
  });

  it("depth without end is no hang", () => {
    const deep = `int f(int ${"(*".repeat(5000)}a${")(void)".repeat(5000)})`;
    expect(faultsOf(`; $OpenBSD$\n1 STD { ${deep}; }\n`).join()).to.match(/this declaration is too deep/);
    const condition = `#if ${"(".repeat(5000)}A${")".repeat(5000)}\n#endif`;
    expect(faultsOf(`; $OpenBSD$\n${condition}\n`).join()).to.match(/this is no condition that can be read/);
    const loop = { types: { a: "b *", b: "a *", c: "c" } };
    expect(faultsOf("; $OpenBSD$\n1 STD { int f(a x, c y); }\n", loop)).to.deep.equal([
      "/table:2:20: the type c is not known",
    ]);
  });

  it("prototypes for a table that has its own", () => {
    const result = read("; $OpenBSD$\n1 STD { int f(void); }\n", { prototypes: "" });
    expect(result.kind === "broken" ? result.faults.map(({ place }) => place.file) : []).to.deep.equal(["/prototypes"]);
  });
});
