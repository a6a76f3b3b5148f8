import { expect } from "chai";
import { assembleUnits } from "../../assemble/assemble-units.js";
import {
  AX,
  CMPSD,
  CX,
  DX,
  MOVL,
  MOVOU,
  MOVQ,
  MOVSD,
  PINSRW,
  PSLLO,
  PXOR,
  R12,
  RET,
  SHLQ,
  SI,
  SP,
  VMOVDQU,
  VMOVNTDQ,
  VPERM2I128,
  VPXOR,
  VZEROUPPER,
  X0,
  X1,
  X15,
  Y0,
  Y1,
  Y9,
  array,
  assemblyUnit,
  at,
  data,
  global,
  none,
  pointer,
  routine,
  uint64,
  uint8,
  zeros,
} from "../../dsl/index.js";
import { lowerUnit } from "../../dsl/lowering/lower-unit.js";
import { emitGnu } from "../../emit/gnu/gnu-unit.js";
import { emitPlan9 } from "../../emit/plan9/plan9-unit.js";
import { gnuAssemble } from "../assemble/gnu-object.js";
import { needs } from "../peers.js";

const origin = { portName: "test", errata: "corrected" } as const;
const mask = data("test·mask", { access: "read-only" }, zeros(16));

/** Vectors between memory, arguments, variables and both kinds of registers. */
const unit = assemblyUnit({
  includes: [],
  data: [mask],
  routines: [
    routine("test·vectors", { args: { p: pointer(uint8), n: uint64 }, frame: none }, ({ p, n }) => [
      MOVQ(p, SI),
      MOVQ(n, X0),
      MOVL(AX, X1),
      MOVQ(X1, R12),
      PINSRW(7, AX, X15),
      MOVOU(at(SI, 0x80, R12, 4), X1),
      PXOR(global(mask, array(uint8, 16)), X1),
      PSLLO(3, X1),
      MOVSD(X1, at(SP, -8)),
      CMPSD(X1, X0, 5),
      VMOVDQU(Y9, Y1),
      VMOVDQU(at(SI, -32), Y0),
      VPXOR(at(SI), Y0, Y9),
      VPERM2I128(0x31, Y9, Y1, Y0),
      VMOVNTDQ(Y0, at(SI)),
      VZEROUPPER(),
      SHLQ(3, CX, DX),
      SHLQ(CX, AX, DX),
      RET(),
    ]),
  ],
});

describe("vectors in a routine", () => {
  it("are printed as Go's assembler writes them", () => {
    const lines = emitPlan9(unit, origin, "go").split("\n");
    const body = lines.slice(lines.findIndex((line) => line.startsWith("TEXT")) + 1);
    expect(body.filter((line) => line.startsWith("\t")).map((line) => line.trim())).to.deep.equal([
      "MOVQ	p+0(FP), SI",
      "MOVQ	n+8(FP), X0",
      "MOVL	AX, X1",
      "MOVQ	X1, R12",
      "PINSRW	$7, AX, X15",
      "MOVOU	128(SI)(R12*4), X1",
      "PXOR	test·mask(SB), X1",
      "PSLLO	$3, X1",
      "MOVSD	X1, -8(SP)",
      "CMPSD	X1, X0, $5",
      "VMOVDQU	Y9, Y1",
      "VMOVDQU	-32(SI), Y0",
      "VPXOR	(SI), Y0, Y9",
      "VPERM2I128	$49, Y9, Y1, Y0",
      "VMOVNTDQ	Y0, (SI)",
      "VZEROUPPER",
      "SHLQ	$3, CX, DX",
      "SHLQ	CX, AX, DX",
      "RET",
    ]);
  });

  it("are the same machine code from Keystone and from GNU as", async function () {
    needs(this, "as", "binutils");
    const [assembled] = await assembleUnits([unit], "corrected");
    const bytes = assembled?.routines[0]?.bytes ?? new Uint8Array();
    const { text } = gnuAssemble(emitGnu(unit, origin));
    expect(Buffer.from(bytes).toString("hex")).to.equal(text.subarray(0, bytes.length).toString("hex"));
    expect(bytes.length).to.be.greaterThan(80);
  });

  it("lie in the frame whole", () => {
    const framed = assemblyUnit({
      includes: [],
      routines: [
        routine("test·framed", { args: {}, frame: 32 }, () => [
          MOVOU(X0, at(SP, 16)),
          MOVOU(X0, at(SP, 17)),
          VMOVDQU(Y0, at(SP)),
          VMOVDQU(Y0, at(SP, 8)),
          RET(),
        ]),
      ],
    });
    expect(lowerUnit(framed, "corrected").diagnostics.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
      "outside-frame: test·framed: 17(SP) lies outside the 32 bytes that the routine has reserved",
      "outside-frame: test·framed: 8(SP) lies outside the 32 bytes that the routine has reserved",
    ]);
  });
});
