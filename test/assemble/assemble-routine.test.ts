import { expect } from "chai";
import { readFileSync } from "node:fs";
import { assembleRoutine } from "../../assemble/assemble-routine.js";
import type { AssembledRoutine } from "../../assemble/assembled-routine.js";
import { KeystoneEncoder } from "../../assemble/keystone-encoder.js";
import type { MachineInstruction, MachineRoutine } from "../../dsl/lowering/machine.js";
import { findingsOf } from "./expect-findings.js";
import { imitation } from "./imitated-keystone.js";
import { addressOf, form, forms, fs, imm, ins, mem, reg, routine, sym, to, variable } from "./machine-code.js";

const number = (value: number): MachineInstruction => ins(forms.movlImmediate, [imm(value), reg("AX", 32)]);
const loadQ = (from: ReturnType<typeof mem>, name: Parameters<typeof reg>[0]): MachineInstruction =>
  ins(forms.movqLoad, [from, reg(name)]);
const loadL = (from: ReturnType<typeof mem>, name: Parameters<typeof reg>[0]): MachineInstruction =>
  ins(forms.movlLoad, [from, reg(name, 32)]);
const storeQ = (name: Parameters<typeof reg>[0], place: ReturnType<typeof mem>): MachineInstruction =>
  ins(forms.movqStore, [reg(name), place]);
const notok = ins(forms.call, [sym("runtime·notok")]);
const syscall = ins(forms.syscall);
const ret = ins(forms.ret);
const reserve = (size: number): MachineInstruction => ins(forms.subqByte, [imm(size), reg("SP")]);
const giveBack = (size: number): MachineInstruction => ins(forms.addqByte, [imm(size), reg("SP")]);

/** Routines of the 2011 port, from the facts about what they do. */
const periodRoutines: readonly MachineRoutine[] = [
  routine("_rt0_amd64_openbsd", [
    ins(forms.movqAddress, [addressOf("_rt0_amd64"), reg("DX", 32)]),
    ins(forms.movqStore, [reg("SP"), reg("DI")]),
    ins(forms.jmpThrough, [reg("DX")]),
  ]),
  routine("runtime·write", [
    loadL(mem("SP", 8), "DI"),
    loadQ(mem("SP", 16), "SI"),
    loadL(mem("SP", 24), "DX"),
    number(4),
    syscall,
    ret,
  ]),
  routine("runtime·exit", [loadL(mem("SP", 8), "DI"), number(1), syscall, notok, ret]),
  routine("runtime·sigaction", [
    loadL(mem("SP", 8), "DI"),
    loadQ(mem("SP", 16), "SI"),
    loadQ(mem("SP", 24), "DX"),
    number(46),
    syscall,
    ins(forms.jae, [to(7)]),
    notok,
    ret,
  ]),
  routine("runtime·rfork_thread", [
    loadL(mem("SP", 8), "DI"),
    loadQ(mem("SP", 16), "SI"),
    loadQ(mem("SP", 24), "R8"),
    loadQ(mem("SP", 32), "R9"),
    loadQ(mem("SP", 40), "R12"),
    number(251),
    syscall,
    ins(forms.jae, [to(10)]),
    ins(forms.negl, [reg("AX", 32)]),
    ret,
    ins(forms.cmplByte, [reg("AX", 32), imm(0)]),
    ins(forms.je, [to(13)]),
    ret,
    ins(forms.movqStore, [reg("SI"), reg("SP")]),
    number(299),
    syscall,
    storeQ("AX", mem("R8", 64)),
    ins(forms.leaq, [mem("R8", 80), reg("DI")]),
    ins(forms.call, [sym("runtime·settls")]),
    ins(forms.movqStore, [reg("R8"), fs(-8)]),
    ins(forms.movqStore, [reg("R9"), fs(-16)]),
    ins(forms.call, [sym("runtime·stackcheck")]),
    ins(forms.callThrough, [reg("R12")]),
    number(302),
    syscall,
    ins(forms.jmp, [to(22)]),
  ]),
  routine("runtime·sigtramp", [
    reserve(64),
    ins(forms.movqLoad, [fs(-16), reg("R10")]),
    storeQ("R10", mem("SP", 40)),
    ins(forms.movqLoad, [fs(-8), reg("BP")]),
    loadQ(mem("BP", 72), "BP"),
    ins(forms.movqStore, [reg("BP"), fs(-16)]),
    storeQ("DI", mem("SP", 0)),
    storeQ("SI", mem("SP", 8)),
    storeQ("DX", mem("SP", 16)),
    storeQ("R10", mem("SP", 24)),
    ins(forms.call, [sym("runtime·sighandler")]),
    loadQ(mem("SP", 40), "R10"),
    ins(forms.movqStore, [reg("R10"), fs(-16)]),
    giveBack(64),
    ret,
  ]),
  routine("runtime·notok", [ins(forms.movlImmediate, [imm(0xf1), reg("BP", 32)]), storeQ("BP", mem("BP", 0)), ret]),
  routine("runtime·settls", [
    reserve(8),
    ins(forms.addqByte, [imm(16), reg("DI")]),
    storeQ("DI", mem("SP", 0)),
    ins(forms.movqStore, [reg("SP"), reg("SI")]),
    ins(forms.movqImmediate, [imm(12), reg("DI")]),
    ins(forms.movqImmediate, [imm(165), reg("AX")]),
    syscall,
    ins(forms.jae, [to(9)]),
    notok,
    giveBack(8),
    ret,
  ]),
];

const periodBytes = new Map<string, unknown>(
  Object.entries(JSON.parse(readFileSync("test/data/period-bytes.json", "utf8")) as object),
);

/** A routine in the shape of period-bytes.json. */
function periodShape({ bytes, relocations }: AssembledRoutine): unknown {
  return {
    bytes: Buffer.from(bytes).toString("hex"),
    size: bytes.length,
    relocations,
  };
}

/** The first instruction of a routine that assembles. */
async function hexOf(instruction: MachineInstruction): Promise<string> {
  return Buffer.from((await assembleRoutine(routine("x", [instruction]))).bytes).toString("hex");
}

describe("assembling a routine", () => {
  for (const machine of periodRoutines) {
    it(`${machine.symbol} is what the tools of 2011 made`, async () => {
      const assembled = await assembleRoutine(machine);
      expect(periodShape(assembled)).to.deep.equal(periodBytes.get(assembled.symbol));
    });
  }

  it("maps every byte to its instruction, its line and a text", async () => {
    for (const machine of periodRoutines) {
      const { bytes, ranges } = await assembleRoutine(machine);
      expect(ranges.map(({ instruction }) => instruction)).to.deep.equal(machine.instructions);
      let end = 0;
      for (const range of ranges) {
        expect(range.offset).to.equal(end);
        expect(range.length).to.be.greaterThan(0);
        expect(range.site).to.equal(range.instruction.site);
        end += range.length;
      }
      expect(end).to.equal(bytes.length);
    }
    const [first] = periodRoutines;
    const texts = first === undefined ? [] : (await assembleRoutine(first)).ranges.map(({ text }) => text);
    expect(texts).to.deep.equal(["movl $_rt0_amd64, %edx", "movq %rsp, %rdi", "jmpq *%rdx"]);
  });

  it("reads and writes thread-local words on either side of the FS base", async () => {
    expect(await hexOf(ins(forms.movqLoad, [fs(-16), reg("CX")]))).to.equal("64488b0c25f0ffffff");
    expect(await hexOf(ins(forms.movqLoad, [fs(0), reg("CX")]))).to.equal("64488b0c2500000000");
    expect(await hexOf(ins(forms.movqLoad, [fs(16), reg("CX")]))).to.equal("64488b0c2510000000");
    expect(await hexOf(ins(forms.movqStore, [reg("CX"), fs(-8)]))).to.equal("6448890c25f8ffffff");
  });

  it("keeps an addend and what trails the field apart", async () => {
    const store = ins(forms.movbImmediateStore, [imm(0x12), variable("runtime·x", 3)]);
    const { bytes, relocations } = await assembleRoutine(routine("x", [store]));
    expect(Buffer.from(bytes).toString("hex")).to.equal("c6050000000012");
    expect(relocations).to.deep.equal([{ offset: 2, symbol: "runtime.x", kind: "pc32", addend: 3, trailing: 1 }]);
  });

  it("branches to the end of the routine and to themselves", async () => {
    const { bytes } = await assembleRoutine(routine("x", [ins(forms.jae, [to(2)]), ins(forms.jmp, [to(1)])]));
    expect(Buffer.from(bytes).toString("hex")).to.equal("7302ebfe");
  });

  it("takes the same instruction object in several places", async () => {
    const { bytes } = await assembleRoutine(routine("x", [ret, ins(forms.jmp, [to(0)]), ret]));
    expect(Buffer.from(bytes).toString("hex")).to.equal("c3ebfdc3");
  });

  it("makes one byte of a breakpoint", async () => {
    expect(await hexOf(ins(forms.breakpoint, [imm(3)]))).to.equal("cc");
  });

  it("assembles nothing to nothing", async () => {
    const { bytes, ranges } = await assembleRoutine(routine("x", []));
    expect([bytes.length, ranges.length]).to.deep.equal([0, 0]);
  });
});

describe("assembling refuses", () => {
  const wrong: readonly (readonly [instruction: MachineInstruction, code: string, message: RegExp])[] = [
    [
      ins(forms.movbImmediate, [imm(0x300), reg("AX", 8)]),
      "operand-range",
      /operand 1 of MOVB: 768 is outside -128 to 255/,
    ],
    [ins(forms.movwImmediate, [imm(0x1_0000), reg("AX", 16)]), "operand-range", /65536 is outside -32768 to 65535/],
    [
      ins(forms.movlImmediate, [imm(0x1_ffff_ffff), reg("AX", 32)]),
      "operand-range",
      /outside -2147483648 to 4294967295/,
    ],
    [ins(forms.movqImmediate, [imm(0xffff_ffff), reg("AX")]), "operand-range", /outside -2147483648 to 2147483647/],
    [
      ins(forms.movabsq, [imm(1n << 64n), reg("AX")]),
      "operand-range",
      /outside -9223372036854775808 to 18446744073709551615/,
    ],
    [ins(forms.shlq, [imm(0x100), reg("AX")]), "operand-range", /256 is outside 0 to 255/],
    [ins(forms.movqLoad, [mem("BP", 0x8000_0000), reg("AX")]), "operand-range", /displacement 2147483648/],
    [ins(forms.movqLoad, [mem("BP", 0x1_0000_0000), reg("AX")]), "operand-range", /displacement 4294967296/],
    [ins(forms.movqLoad, [mem("BP", 0.5), reg("AX")]), "operand-range", /displacement 0\.5/],
    [ins(forms.movqLoad, [mem("AX", 0, "SP"), reg("AX")]), "operand-range", /SP cannot be an index/],
    [ins(forms.movqLoad, [reg("AX")]), "operand-range", /takes 2 operands here, not 1/],
    // The processor's AT&T mnemonic with operands that make another instruction of it, or none.
    [ins(forms.movlStore, [reg("AX"), reg("BX", 32)]), "assembler-refused", /nothing came back/],
    [
      ins(form("NOPL", "nopl", ["rm32"], "Nop_rm32"), [mem("AX")]),
      "assembler-mismatch",
      /expected Nop_rm32, got Reservednop/,
    ],
    [ins(form("ENDBR64", "endbr64", [], "Endbr64")), "assembler-refused", /Invalid mnemonic/],
    [
      ins(form("MOVQ", "mov", ["imm32s", "r64"], "Mov_rm64_imm32"), [imm(1), reg("AX")]),
      "assembler-mismatch",
      /expected Mov_rm64_imm32, got Mov_r64_imm64/,
    ],
    [ins(forms.addq, [imm(1), reg("BX")]), "assembler-mismatch", /expected Add_rm64_imm32, got Add_rm64_imm8/],
    [ins(forms.movlLoad, [mem("SP", 8), reg("DI")]), "assembler-refused", /nothing came back/],
    [ins(forms.loop, [to(9)]), "branch-reach", /no instruction of this routine/],
  ];
  for (const [instruction, code, message] of wrong) {
    it(`${instruction.form.mnemonic}: ${message.source}`, async () => {
      const site = { stack: "line 7" };
      const findings = await findingsOf(assembleRoutine(routine("runtime·x", [{ ...instruction, site }])));
      expect(findings[0]?.message).to.match(message);
      expect(findings[0]).to.include({ code, site, routine: "runtime·x" });
    });
  }

  it("a short-only branch that is too far, and takes it when it is not", async () => {
    const nops = (count: number): readonly MachineInstruction[] => Array.from({ length: count }, () => ins(forms.nop));
    const near = await assembleRoutine(routine("x", [ins(forms.jrcxz, [to(128)]), ...nops(127)]));
    expect(Buffer.from(near.bytes.subarray(0, 2)).toString("hex")).to.equal("e37f");
    const findings = await findingsOf(assembleRoutine(routine("x", [ins(forms.jrcxz, [to(129)]), ...nops(128)])));
    expect(findings.map(({ code }) => code)).to.deep.equal(["branch-reach"]);
  });

  it("everything at once", async () => {
    const findings = await findingsOf(
      assembleRoutine(
        routine("x", [
          ins(forms.movbImmediate, [imm(0x300), reg("AX", 8)]),
          ret,
          ins(form("ENDBR64", "endbr64", [], "Endbr64")),
        ]),
      ),
    );
    expect(findings.map(({ code }) => code)).to.deep.equal(["operand-range", "assembler-refused"]);
  });

  it("an encoding that was corrupted on the way", async () => {
    const { keystone } = imitation(() => ({
      mc: Uint8Array.of(0x48, 0x8b, 0x7c, 0x24, 0x10),
      count: 1,
      failed: false,
    }));
    const load = ins(forms.movqLoad, [mem("SP", 16), reg("SI")]);
    const findings = await findingsOf(assembleRoutine(routine("x", [load]), new KeystoneEncoder(keystone)));
    expect(findings.map(({ message }) => message)).to.deep.equal([
      "movq 16(%rsp), %rsi: operand 2: expected RSI, got RDI",
    ]);
  });
});
