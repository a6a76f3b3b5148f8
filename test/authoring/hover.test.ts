import { expect } from "chai";
import { openEditor, type Editor } from "./editor.js";

const port = "targets/openbsd-amd64";
const starter = "examples/starter/port.ts";

/** Nobody reads more than this in a box over the text. */
const mostLines = 22;

interface Case {
  readonly title: string;
  readonly file: string;
  /** With `▸` where the mouse is. */
  readonly at: string;
  readonly declaration: readonly (string | RegExp)[];
  readonly documentation?: readonly (string | RegExp)[];
}

const cases: readonly Case[] = [
  {
    title: "an instruction: what it is given, the forms and the flags",
    file: `${port}/routines/files.ts`,
    at: "▸MOVL(nbyte",
    declaration: [
      'source: Argument<"runtime·write", "nbyte", IntegerType<4, "int32">, "m32">',
      'destination: Register<"DX">',
    ],
    documentation: [
      /^Copies a 32-bit word/,
      "AT&T: `movl`",
      "Flags: none.",
      "- a number of 32 bits, a register\n",
      "- a register, a register or memory of 32 bits",
    ],
  },
  {
    title: "a conditional jump: which flag it reads, and its other names",
    file: `${port}/routines/memory.ts`,
    at: "▸JCC(ok)",
    declaration: ['target: Label<"runtime·mmap">'],
    documentation: ["reads CF", "JAE", "- a label of the same routine"],
  },
  {
    title: "an instruction that writes flags",
    file: `${port}/routines/memory.ts`,
    at: "▸SUBQ(stackArguments",
    declaration: ['Register<"SP">'],
    documentation: [/Flags: writes .*CF/],
  },
  {
    title: "SYSCALL: the register that it changes by itself",
    file: `${port}/routines/files.ts`,
    at: "▸SYSCALL()",
    declaration: ["SYSCALL(): Instruction<never>"],
    documentation: ["CX gets the return address and R11 the flags"],
  },
  {
    title: "a system call: number, parameters and prototype",
    file: `${port}/routines/files.ts`,
    at: "sys.▸write, AX",
    declaration: [
      '(property) write: SystemCall<"write", 4, {',
      'readonly fd: IntegerType<4, "int32">;',
      "readonly buf: PointerType<8, VoidType>;",
      'readonly nbyte: IntegerType<8, "uint64">;',
    ],
    documentation: ["4: `ssize_t write(int fd, const void *buf, size_t nbyte)`."],
  },
  {
    title: "a system call that is described by hand",
    file: starter,
    at: "sys.▸clock_gettime, AX",
    declaration: [
      'SystemCall<"clock_gettime", 232, {',
      'clock: IntegerType<4, "int32">',
      'StructType<"Timespec"',
      /IntegerType<4, "int32">>$/,
    ],
  },
  {
    title: "a table of system calls",
    file: `${port}/routines/files.ts`,
    at: "▸sys.write, AX",
    declaration: ["const sys: SystemCallTable<{", "exit: SystemCallEntry<1, {"],
    documentation: [/^The system calls of OpenBSD\/amd64/],
  },
  {
    title: "a constant: its value",
    file: `${port}/signals.ts`,
    at: "kernel.▸SIGHUP",
    declaration: [/^\(property\) SIGHUP: Constant<"SIGHUP", 1, "i8">$/],
  },
  {
    title: "a constant where it is described: its value",
    file: `${port}/constants.ts`,
    at: "▸MAP_ANON:",
    declaration: [/MAP_ANON: 4096$/],
  },
  {
    title: "a member where the struct is described",
    file: `${port}/types.ts`,
    at: "{ ▸tv_sec: int64",
    declaration: [/^\(property\) tv_sec: IntegerType<8, "int64">$/],
  },
  {
    title: "a struct: its members and their offsets",
    file: `${port}/routines/time.ts`,
    at: 'field(▸Timeval, "tv_usec"',
    declaration: ['StructType<"Timeval", {', 'readonly tv_sec: IntegerType<8, "int64">;', "readonly tv_usec: 8;"],
    documentation: ["Seconds and microseconds."],
  },
  {
    title: "a member in memory: its offset and its type",
    file: `${port}/routines/time.ts`,
    at: '▸field(Timeval, "tv_usec"',
    declaration: [/: Member<"Timeval\.tv_usec", 8, IntegerType<8, "int64">>/],
  },
  {
    title: "an argument in a body: its type and width",
    file: `${port}/routines/files.ts`,
    at: "MOVQ(▸buf, SI)",
    declaration: [
      /^\(parameter\) buf: Argument<"runtime·write", "buf", PointerType<8, IntegerType<1, "byte">>, "m64">$/,
    ],
  },
  {
    title: "a register: what it is for",
    file: `${port}/routines/files.ts`,
    at: "MOVL(fd, ▸DI)",
    declaration: ['const DI: Register<"DI">'],
    documentation: ["First system-call argument"],
  },
  {
    title: "a label: whose it is",
    file: `${port}/routines/memory.ts`,
    at: "JCC(▸ok)",
    declaration: [/^\(parameter\) ok: Label<"runtime·mmap">$/],
  },
  {
    title: "a routine: its arguments and its result",
    file: `${port}/routines/files.ts`,
    at: "export const ▸write",
    declaration: ['Routine<"runtime·write"', 'nbyte: IntegerType<4, "int32">', /IntegerType<4, "int32">>$/],
    documentation: [/^write\(2\)/],
  },
  {
    title: "a C type",
    file: `${port}/routines/files.ts`,
    at: "fd: ▸int32, buf",
    declaration: ['IntegerType<4, "int32">'],
    documentation: ["A signed integer of 32 bits."],
  },
  {
    title: "an error policy",
    file: `${port}/routines/files.ts`,
    at: "onError(▸ignored)",
    declaration: ["const ignored"],
    documentation: [/\w{3}/],
  },
];

/** What has its own documentation and its own offset, in a file that only this test has. */
const documented = `import { constants, placed, pointer, structAt, struct, uint32, uint64, int64, voidType, byte, array } from "portwright/dsl";
const flags = constants({
  /** Pages may be read. */
  PROT_READ: 1,
  WIDE: 0x8000_0000_0000_0000n,
});
const Event = structAt("Event", { size: 12, align: 1 }, { events: placed(0, uint32), data: placed(4, uint64) });
const Stack = struct(
  "Stack",
  {
    /** Its lowest address. */
    base: pointer(voidType),
    size: int64,
    room: array(byte, 16),
  },
  { size: 32, align: 8, offsets: { base: 0, size: 8, room: 16 } },
);
const plain = struct("Plain", { first: int64 });
export const seen = [flags.PROT_READ, flags.WIDE, Event.fields.data, Stack.fields.base, Stack.fields.room, plain.fields.first];
`;

describe("in an editor", function () {
  let editor: Editor;
  before(() => {
    editor = openEditor([`${port}/port.ts`, starter]);
  });

  function expectPieces(shown: string, pieces: readonly (string | RegExp)[]): void {
    for (const piece of pieces) {
      if (typeof piece === "string") {
        expect(shown).to.contain(piece);
      } else {
        expect(shown).to.match(piece);
      }
    }
  }

  describe("the mouse over", () => {
    for (const { title, file, at, declaration, documentation = [] } of cases) {
      it(title, () => {
        const shown = editor.hover(file, at);
        expectPieces(shown.declaration, declaration);
        expectPieces(shown.documentation, documentation);
        expect(shown.declaration.split("\n").length, shown.declaration).to.be.at.most(mostLines);
      });
    }

    for (const [at, declaration, documentation] of [
      ["flags.▸PROT_READ", /Constant<"PROT_READ", 1, "i8">$/, "Pages may be read."],
      ["flags.▸WIDE", /Constant<"WIDE", 9223372036854775808n, "i64">$/, ""],
      ["Event.fields.▸data", /data: Field<"data", IntegerType<8, "uint64">, 4>$/, ""],
      ["Stack.fields.▸base", /base: Field<"base", PointerType<8, VoidType>, 0>$/, "Its lowest address."],
      ["Stack.fields.▸room", /room: Field<"room", ArrayType, 16>$/, ""],
      ["plain.fields.▸first", /first: Field<"first", IntegerType<8, "int64">, number>$/, ""],
    ] as const) {
      it(`${at.replace("▸", "")}, with the documentation that its description has`, () => {
        expect(editor.errors("examples/documented.ts", documented)).to.deep.equal([]);
        const shown = editor.hover("examples/documented.ts", at);
        expect(shown.declaration).to.match(declaration);
        expect(shown.documentation).to.equal(documentation);
      });
    }
  });

  it("shows at every instruction of the instruction set what it does, its flags, its forms and an example", () => {
    // Every constructor is documented by the same generator; one of each group stands for it.
    for (const mnemonic of ["MOVQ", "CMPXCHGQ", "SHLQ", "REP", "PUSHQ", "XCHGL", "CPUID", "IMULQ", "SETEQ"]) {
      const file = `examples/hover-${mnemonic}.ts`;
      editor.errors(file, `import { ${mnemonic} } from "portwright/dsl";\nexport const it = ${mnemonic};\n`);
      const { documentation } = editor.hover(file, `it = ▸${mnemonic}`);
      expect(documentation, mnemonic).to.match(/^[A-Z][^\n]*\.\n\nAT&T: `[^\n]*Flags: /);
    }
  });
});
