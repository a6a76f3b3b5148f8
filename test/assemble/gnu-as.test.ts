import { expect } from "chai";
import fc from "fast-check";
import { assembleRoutine } from "../../assemble/assemble-routine.js";
import { elfAddend } from "../../assemble/assembled-routine.js";
import type { MachineInstruction, MachineRoutine } from "../../dsl/lowering/machine.js";
import { needs } from "../peers.js";
import { gnuAssemble, gnuText, relocationType } from "./gnu-object.js";
import { addressOf, forms, fs, imm, ins, mem, reg, routine, sym, to, variable } from "./machine-code.js";

/** Instructions of one to fourteen bytes to put between branches and their targets. */
const fillers: readonly MachineInstruction[] = [
  ins(forms.nop),
  ins(forms.syscall),
  ins(forms.xorq, [reg("R9"), reg("R9")]),
  ins(forms.movqLoad, [mem("SP", -0x80), reg("SI")]),
  ins(forms.movlImmediate, [imm(0xffff_ffff), reg("R8", 32)]),
  ins(forms.movqLoad, [mem("R13", 0x1234, "R12", 8), reg("R14")]),
  ins(forms.movqStore, [reg("R9"), fs(16)]),
  ins(forms.movabsq, [imm(-1), reg("R15")]),
  ins(forms.movlImmediateStore, [imm(7), mem("SP", 0x7fff_ffff)]),
  ins(forms.cmplByte, [mem("BX", 0, "BX", 2), imm(-0x80)]),
  ins(forms.xaddl, [reg("R10", 32), mem("BP")], [forms.lock]),
  ins(forms.stosq, [], [forms.rep]),
];

/** A routine of fillers and branches to anywhere in it, mostly to about as far as eight bits reach. */
const anyRoutine: fc.Arbitrary<MachineRoutine> = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fillers) }, fc.integer({ min: -40, max: 40 })), {
    minLength: 1,
    maxLength: 160,
    size: "max",
  })
  .map((steps) =>
    routine(
      "x",
      steps.map((step, index) => {
        if (typeof step !== "number") {
          return step;
        }
        const target = Math.min(Math.max(index + step, 0), steps.length);
        return ins([forms.jmp, forms.jae, forms.je][index % 3] ?? forms.jmp, [to(target)]);
      }),
    ),
  );

describe("the assembler and GNU as", () => {
  before(function () {
    needs(this, "as", "binutils");
  });

  it("choose the same lengths for branches", async () => {
    let long = 0;
    let short = 0;
    await fc.assert(
      fc.asyncProperty(anyRoutine, async (machine) => {
        const assembled = await assembleRoutine(machine);
        const branches = assembled.ranges.filter(({ instruction }) => instruction.operands[0]?.kind === "branch");
        long += branches.filter(({ length }) => length > 2).length;
        short += branches.filter(({ length }) => length === 2).length;
        expect(Buffer.from(assembled.bytes).toString("hex")).to.equal(
          gnuAssemble(gnuText(machine)).text.toString("hex"),
        );
      }),
      { numRuns: 60 },
    );
    expect(Math.min(long, short)).to.be.greaterThan(100);
  });

  it("agree at the border between short and long, one byte after the other", async () => {
    for (const jump of [forms.jmp, forms.jae]) {
      for (let distance = 120; distance <= 136; distance += 1) {
        const nops = Array.from({ length: distance }, () => ins(forms.nop));
        const forwards = routine("x", [ins(jump, [to(distance + 1)]), ...nops]);
        const backwards = routine("x", [...nops, ins(jump, [to(0)])]);
        for (const machine of [forwards, backwards]) {
          const { bytes } = await assembleRoutine(machine);
          expect(Buffer.from(bytes).equals(gnuAssemble(gnuText(machine)).text)).to.equal(true);
        }
      }
    }
  });

  it("agree about relocations: their place, symbol, kind and addend", async () => {
    const machine = routine("runtime·x", [
      ins(forms.nop),
      ins(forms.call, [sym("runtime·notok")]),
      ins(forms.jmpOutside, [sym("runtime·goexit")]),
      ins(forms.movqLoad, [variable("runtime·m0"), reg("R9")]),
      ins(forms.movqLoad, [variable("runtime·m0", 16), reg("AX")]),
      ins(forms.leaq, [variable("runtime·m0", -8), reg("DX")]),
      ins(forms.movbStore, [reg("SP", 8), variable("runtime·flag")]),
      ins(forms.movbImmediateStore, [imm(1), variable("runtime·flag", 3)]),
      ins(forms.cmplByte, [variable("runtime·count"), imm(5)]),
      ins(forms.cmpl, [variable("runtime·count"), imm(0x12345)]),
      ins(forms.shlq, [imm(5), variable("runtime·count")]),
      ins(forms.movlImmediateStore, [imm(7), variable("runtime·count", 4)]),
      ins(forms.xaddl, [reg("AX", 32), variable("runtime·count")], [forms.lock]),
      ins(forms.callThrough, [variable("runtime·handler")]),
      ins(forms.movqAddress, [addressOf("_rt0_amd64"), reg("DX", 32)]),
      ins(forms.movlAddress, [addressOf("runtime·m0", 24), reg("R8", 32)]),
      ins(forms.movlAddressStore, [addressOf("runtime·m0", -4), mem("SP", 8)]),
      ins(forms.movlAddressStore, [addressOf("runtime·m0"), variable("runtime·pointer", 4)]),
    ]);
    const assembled = await assembleRoutine(machine);
    const gnu = gnuAssemble(gnuText(machine));
    expect(Buffer.from(assembled.bytes).toString("hex")).to.equal(gnu.text.toString("hex"));
    expect(
      assembled.relocations.map((relocation) => ({
        offset: relocation.offset,
        symbol: relocation.symbol,
        kind: relocation.kind,
        addend: elfAddend(relocation),
      })),
    ).to.deep.equal(
      gnu.relocations
        .toSorted((a, b) => a.offset - b.offset)
        .map(({ offset, symbol, type, addend }) => ({
          offset,
          symbol,
          // Since 2.31 `as` marks branches to symbols PLT32, which a linker without a PLT takes for PC32.
          kind: type === relocationType.absolute32 ? "abs32" : "pc32",
          addend,
        })),
    );
    expect(new Set(gnu.relocations.map(({ type }) => type))).to.deep.equal(new Set(Object.values(relocationType)));
  });
});
