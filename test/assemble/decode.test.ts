import { expect } from "chai";
import { Code, CodeExt, OpCodeOperandKind } from "iced-x86";
import { compareEncoding } from "../../assemble/compare-encoding.js";
import { decode, implied, namesOperand } from "../../assemble/decode.js";
import { keystoneSpelling } from "../../assemble/encode-instruction.js";
import { Keystone } from "../../assemble/keystone.js";
import { origin } from "../../assemble/placeholder.js";
import { attInstruction } from "../../dsl/lowering/att.js";
import type { MachineInstruction } from "../../dsl/lowering/machine.js";
import { forms, fs, imm, ins, mem, reg, sym, to, variable } from "./machine-code.js";

const keystone = new Keystone();

/** What reading `hex` back says of the instruction it should be; `target` is where a branch should go. */
function differences(instruction: MachineInstruction, hex: string, target?: number): readonly string[] {
  const bytes = Buffer.from(hex, "hex");
  const decoded = decode(bytes, origin);
  return decoded === undefined
    ? ["no instruction"]
    : compareEncoding(instruction, decoded, bytes, origin + bytes.length, target);
}

const load = ins(forms.movqLoad, [mem("SP", 8), reg("SI")]);

describe("reading an encoding back", () => {
  it("finds nothing where all is well", () => {
    expect(differences(load, "488b742408")).to.deep.equal([]);
    expect(differences(ins(forms.cmpq, [reg("AX"), reg("BX")]), "4839d8")).to.deep.equal([]);
    expect(differences(ins(forms.stosq, [], [forms.rep]), "f348ab")).to.deep.equal([]);
    expect(differences(ins(forms.shlqOne, [imm(1), reg("AX")]), "48d1e0")).to.deep.equal([]);
    expect(differences(ins(forms.movqLoad, [fs(-16), reg("CX")]), "64488b0c25f0ffffff")).to.deep.equal([]);
    expect(differences(ins(forms.jae, [to(0)]), "730e", origin + 16)).to.deep.equal([]);
    expect(differences(ins(forms.jae, [to(0)]), "0f830a000000", origin + 16)).to.deep.equal([]);
  });

  const corrupted: readonly (readonly [what: string, instruction: MachineInstruction, hex: string, finding: string])[] =
    [
      ["another register", load, "488b7c2408", "operand 2: expected RSI, got RDI"],
      ["another width", load, "8b742408", "encoding: expected Mov_r64_rm64, got Mov_r32_rm32"],
      ["another displacement", load, "488b742410", "operand 1: expected [RSP + 0x8], got [RSP + 0x10]"],
      ["another base", load, "488b7508", "operand 1: expected [RSP + 0x8], got [RBP + 0x8]"],
      ["a segment too many", load, "64488b742408", "segment: expected none, got FS"],
      ["bytes too many", load, "488b74240890", "length: expected 6, got 5"],
      ["a prefix too many", ins(forms.stosq), "f348ab", "prefixes: expected none, got rep"],
      ["a prefix too few", ins(forms.stosq, [], [forms.rep]), "48ab", "prefixes: expected rep, got none"],
      [
        "a dropped index",
        ins(forms.movqLoad, [mem("AX", 0, "CX", 1), reg("CX")]),
        "488b0c20",
        "operand 1: expected [RAX + RCX*1 + 0x0], got [RAX + 0x0]",
      ],
      [
        "another scale",
        ins(forms.movqLoad, [mem("AX", 0, "CX", 4), reg("CX")]),
        "488b0cc8",
        "operand 1: expected [RAX + RCX*4 + 0x0], got [RAX + RCX*8 + 0x0]",
      ],
      [
        "a thread-local access from RIP",
        ins(forms.movqLoad, [fs(16), reg("CX")]),
        "64488b0d10000000",
        "operand 1: expected FS:[0x10], got FS:[RIP to 0x40000018]",
      ],
      [
        "operands of a compare swapped",
        ins(forms.cmpq, [reg("AX"), reg("BX")]),
        "4839c3",
        "operand 1: expected RAX, got RBX",
      ],
      [
        "a truncated byte",
        ins(forms.movbImmediate, [imm(0x300), reg("AX", 8)]),
        "b000",
        "operand 1: expected 0x300 in 8 bits, got 0x0 in 8 bits",
      ],
      [
        "an immediate extended otherwise",
        ins(forms.addq, [imm(0xffff_ffffn), reg("BX")]),
        "4881c3ffffffff",
        "operand 1: expected 0xffffffff in 64 bits, got 0xffffffffffffffff in 64 bits",
      ],
      [
        "a branch elsewhere",
        ins(forms.jae, [to(0)]),
        "730d",
        "operand 1: expected the address 0x40000010, got the address 0x4000000f",
      ],
      [
        "a short jump where a relocation goes",
        ins(forms.jmpOutside, [sym("x")]),
        "eb0e",
        "encoding: expected Jmp_rel32_64, got Jmp_rel8_64",
      ],
      [
        "a variable by absolute address",
        ins(forms.movqLoad, [variable("x"), reg("AX")]),
        "488b042544332211",
        "operand 1: expected [RIP to 0x5122334c], got [0x11223344]",
      ],
      [
        "the two-byte encoding of another NOP",
        ins(forms.nop),
        "0f1820",
        "encoding: expected Nopd, got Reservednop_rm32_r32_0F18",
      ],
      ["nothing at all", ins(forms.nop), "0f", "no instruction"],
    ];
  for (const [what, instruction, hex, finding] of corrupted) {
    it(`finds ${what}`, () => {
      expect(differences(instruction, hex, origin + 16)).to.include(finding);
    });
  }

  it("finds every single changed bit", async () => {
    const instructions = [
      load,
      ins(forms.movqLoad, [mem("R13", -0x1234, "R9", 8), reg("R10")]),
      ins(forms.movqImmediate, [imm(-2), reg("R15")]),
      ins(forms.xaddl, [reg("R8", 32), mem("BX", 4)], [forms.lock]),
      ins(forms.movqStore, [reg("R9"), fs(-16)]),
      ins(forms.shlqCount, [reg("CX", 8), reg("DX")]),
      ins(forms.call, [sym("x")]),
    ];
    for (const instruction of instructions) {
      const text = attInstruction(instruction, keystoneSpelling(undefined));
      const right = Buffer.from(await keystone.encode(text, origin)).toString("hex");
      for (let bit = 0; bit < right.length * 4; bit += 1) {
        const bytes = Buffer.from(right, "hex");
        bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const hex = bytes.toString("hex");
        expect(differences(instruction, hex), `${text}: ${right} as ${hex}`).not.to.deep.equal([]);
      }
    }
  });

  it("knows by the name of an opcode whether it may fix an operand that is no string of its own", () => {
    const strings = [OpCodeOperandKind.seg_rSI, OpCodeOperandKind.es_rDI, OpCodeOperandKind.seg_rDI];
    for (const [name, code] of Object.entries(Code)) {
      if (typeof code === "string") {
        continue;
      }
      const opCode = CodeExt.opCode(code);
      const kinds = Array.from({ length: opCode.opCount }, (_, position) => opCode.opKind(position));
      opCode.free();
      const isString = kinds.some((kind) => [...strings, OpCodeOperandKind.seg_rBX_al].includes(kind));
      expect(namesOperand.test(name) || isString, name).to.equal(kinds.some((kind) => implied.has(kind)));
    }
  });
});
