import { expect } from "chai";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import type { Stop } from "../../verify/engine/engine.js";
import { floatingPointOffset } from "../../verify/engine/floating-point.js";
import { dataAt, dataEnd, Machine } from "./machine.js";

/** The sixteen bytes of a vector that is written as one number, the highest byte first. */
function vector(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, "hex")).reverse();
}

function digits(bytes: Uint8Array): string {
  return Buffer.from(bytes.slice().reverse()).toString("hex");
}

describe("builtin's vectors", () => {
  let machine: Machine;

  beforeEach(() => {
    machine = new Machine(createBuiltinEngine());
  });

  const lowVector = (number: number): string => {
    const at = floatingPointOffset.vectors + 16 * number;
    return digits(machine.engine.floatingPoint().subarray(at, at + 16));
  };

  /** Runs one instruction on XMM1 and XMM2, and says what XMM1 is afterwards. */
  function onVectors(code: readonly number[], first: string, second: string): string {
    const image = machine.engine.floatingPoint();
    image.set(vector(first), floatingPointOffset.vectors + 16);
    image.set(vector(second), floatingPointOffset.vectors + 32);
    machine.engine.setFloatingPoint(image);
    expect(machine.run(code, {}, 1)).to.deep.equal({ kind: "limit" });
    return lowVector(1);
  }

  it("encrypt and decrypt as Intel's paper on the AES instructions has it", () => {
    const state = "7b5b54657374566563746f725d53475d";
    const key = "48692853686179295b477565726f6e5d";
    const rounds: readonly (readonly [opcode: number, result: string])[] = [
      [0xdc, "a8311c2f9fdba3c58b104b58ded7e595"], // aesenc %xmm2,%xmm1
      [0xdd, "c7fb881e938c5964177ec42553fdc611"], // aesenclast
      [0xde, "138ac342faea2787b58eb95eb730392a"], // aesdec
      [0xdf, "c5a391ef6b317f95d410637b72a593d0"], // aesdeclast
    ];
    for (const [opcode, result] of rounds) {
      expect(onVectors([0x66, 0x0f, 0x38, opcode, 0xca], state, key)).to.equal(result);
    }
  });

  it("undo what MixColumns does to columns whose mixture is known", () => {
    // aesimc %xmm2,%xmm1; in memory db 13 53 45 is mixed to 8e 4d a1 bc, f2 0a 22 5c to 9f dc 58 9d, equal bytes stay
    const mixed = "01010101c6c6c6c69d58dc9fbca14d8e";
    expect(onVectors([0x66, 0x0f, 0x38, 0xdb, 0xca], mixed, mixed)).to.equal("01010101c6c6c6c65c220af2455313db");
  });

  it("multiply without carries as Intel's paper on PCLMULQDQ has it", () => {
    const [first, second] = ["7b5b54657374566563746f725d53475d", "48692853686179295b477565726f6e5d"];
    const products: readonly (readonly [selector: number, product: string])[] = [
      [0x00, "1d4d84c85c3440c0929633d5d36f0451"],
      [0x10, "1bd17c8d556ab5a17fa540ac2a281315"],
      [0x01, "1a2bf6db3a30862fbabf262df4b7d5c9"],
      [0x11, "1d1e1f2c592e7c45d66ee03e410fd4ed"],
    ];
    for (const [selector, product] of products) {
      // pclmulqdq $selector,%xmm2,%xmm1
      expect(onVectors([0x66, 0x0f, 0x3a, 0x44, 0xca, selector], first, second)).to.equal(product);
    }
  });

  it("have beside them the CRC of Castagnoli, whose check value is E3069283", () => {
    let remainder = 0xffff_ffffn;
    for (const character of Buffer.from("123456789")) {
      // crc32b %cl,%eax
      machine.run([0xf2, 0x0f, 0x38, 0xf0, 0xc1], { AX: remainder, CX: BigInt(character) }, 1);
      remainder = machine.get("AX");
    }
    expect((remainder ^ 0xffff_ffffn).toString(16)).to.equal("e3069283");
  });

  it("round as MXCSR says, and say what has happened", () => {
    const [one, three] = ["00000000000000003ff0000000000000", "00000000000000004008000000000000"];
    for (const [mxcsr, quotient] of [
      [0x1f80, "3fd5555555555555"],
      [0x3f80, "3fd5555555555555"],
      [0x5f80, "3fd5555555555556"],
      [0x7f80, "3fd5555555555555"],
    ] as const) {
      const image = machine.engine.floatingPoint();
      new DataView(image.buffer).setUint32(floatingPointOffset.mxcsr, mxcsr, true);
      machine.engine.setFloatingPoint(image);
      // divsd %xmm2,%xmm1
      expect(onVectors([0xf2, 0x0f, 0x5e, 0xca], one, three).slice(16)).to.equal(quotient);
      const after = new DataView(machine.engine.floatingPoint().buffer);
      expect(after.getUint32(floatingPointOffset.mxcsr, true), "inexact").to.equal(mxcsr | 0x20);
    }
  });

  it("must be aligned where the processor wants them so, before anybody asks whether they are there", () => {
    const protection: Stop = { kind: "exception", vector: 13 };
    const [aligned, not] = [dataAt + 16n, dataAt + 24n];
    for (const code of [
      [0x66, 0x0f, 0x6f, 0x0f], // movdqa (%rdi),%xmm1
      [0x0f, 0x29, 0x0f], // movaps %xmm1,(%rdi)
      [0x66, 0x0f, 0xe7, 0x0f], // movntdq %xmm1,(%rdi)
      [0x66, 0x0f, 0xef, 0x0f], // pxor (%rdi),%xmm1
    ]) {
      expect(machine.run(code, { DI: aligned }, 1)).to.deep.equal({ kind: "limit" });
      expect(machine.run(code, { DI: not }, 1)).to.deep.equal(protection);
      expect(machine.run(code, { DI: dataEnd + 8n }, 1)).to.deep.equal(protection);
      expect(machine.offset).to.equal(0);
    }
    // vpxor (%rdi),%xmm1,%xmm1 takes any; vmovdqa (%rdi),%ymm1 wants 32 bytes.
    expect(machine.run([0xc5, 0xf1, 0xef, 0x0f], { DI: not }, 1)).to.deep.equal({ kind: "limit" });
    expect(machine.run([0xc5, 0xfd, 0x6f, 0x0f], { DI: aligned }, 1)).to.deep.equal(protection);
  });

  it("have upper halves that only instructions with a VEX prefix change", () => {
    machine.engine.write(
      dataAt,
      Uint8Array.from({ length: 32 }, (_, at) => at + 1),
    );
    const [load, store] = [
      [0xc5, 0xfe, 0x6f, 0x0f], // vmovdqu (%rdi),%ymm1
      [0xc5, 0xfe, 0x7f, 0x4f, 0x20], // vmovdqu %ymm1,0x20(%rdi)
    ];
    const upper = (between: readonly number[]): readonly number[] => {
      machine.run([...load, ...between, ...store], { DI: dataAt }, 3);
      return [...machine.engine.read(dataAt + 0x30n, 16)];
    };
    const kept = Array.from({ length: 16 }, (_, at) => at + 17);
    const cleared = Array<number>(16).fill(0);
    expect(upper([0x66, 0x0f, 0xef, 0xc9]), "pxor %xmm1,%xmm1").to.deep.equal(kept);
    expect(upper([0xc5, 0xf1, 0xef, 0xc9]), "vpxor %xmm1,%xmm1,%xmm1").to.deep.equal(cleared);
    expect(upper([0xc5, 0xf8, 0x77]), "vzeroupper").to.deep.equal(cleared);
    // They are not part of the image: to set it clears them.
    machine.run(load, { DI: dataAt }, 1);
    machine.engine.setFloatingPoint(machine.engine.floatingPoint());
    machine.run(store, { DI: dataAt }, 1);
    expect([...machine.engine.read(dataAt + 0x30n, 16)]).to.deep.equal(cleared);
  });
});
