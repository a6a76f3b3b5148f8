import { expect } from "chai";
import type { CpuState } from "../../verify/engine/engine.js";
import { flagBit, registerNumber } from "../../verify/engine/engine.js";
import type { Convention } from "../../verify/kernel/convention.js";
import { bsdAmd64 } from "../../verify/kernel/convention.js";

/** A state behind a SYSCALL at 0x1000, every register with its number in every byte. */
function state(): CpuState {
  return {
    registers: BigUint64Array.from({ length: 16 }, (_, index) => BigInt(index) * 0x0101_0101_0101_0101n),
    rip: 0x1002n,
    flags: 0x246n,
    fsBase: 0n,
    gsBase: 0n,
  };
}

/**
 * What a program sees of a system call on a BSD for AMD64, from Intel's manual (SYSCALL: RCX and R11) and the kernels'
 * syscall() (carry flag). The conventions below it are broken in one way each: the checks must notice.
 */
function faultsOf(convention: Convention): readonly string[] {
  const faults: string[] = [];
  const check = (what: string, holds: boolean): void => {
    if (!holds) {
      faults.push(what);
    }
  };
  const entered = state();
  convention.enter(entered);
  check("RCX is the address of the next instruction", entered.registers[registerNumber.CX] === 0x1002n);
  check("R11 holds the flags", entered.registers[registerNumber.R11] === 0x246n);
  check(
    "nothing else is destroyed",
    state().registers.every(
      (value, index) =>
        index === registerNumber.CX || index === registerNumber.R11 || entered.registers[index] === value,
    ),
  );

  const failed = { ...state(), flags: 0x246n & ~flagBit.CF };
  convention.fail(failed, 12);
  check("an error sets the carry flag", (failed.flags & flagBit.CF) !== 0n);
  check("an error is a positive errno in AX", failed.registers[registerNumber.AX] === 12n);

  const succeeded = { ...state(), flags: 0x246n | flagBit.CF };
  convention.succeed(succeeded, -1n);
  check("a result clears the carry flag", (succeeded.flags & flagBit.CF) === 0n);
  check("a result is all 64 bits of AX", succeeded.registers[registerNumber.AX] === 0xffff_ffff_ffff_ffffn);
  check("without a second result DX is left alone", succeeded.registers[registerNumber.DX] === 0x0202_0202_0202_0202n);
  convention.succeed(succeeded, 0n, 1n);
  check("a second result is in DX", succeeded.registers[registerNumber.DX] === 1n);

  check("arguments", convention.arguments.join(" ") === "DI SI DX R10 R8 R9");
  check("the seventh argument lies at 8(SP)", convention.stackArgument(6) === 8);
  return faults;
}

describe("the BSDs' system-call convention", () => {
  it("is as the processor's manual and the kernel's source have it", () => {
    expect(faultsOf(bsdAmd64)).to.deep.equal([]);
  });

  const broken: Readonly<Record<string, Convention>> = {
    "that does not destroy RCX": {
      ...bsdAmd64,
      enter: (entered) => {
        entered.registers[registerNumber.R11] = entered.flags;
      },
    },
    "that does not destroy R11": {
      ...bsdAmd64,
      enter: (entered) => {
        entered.registers[registerNumber.CX] = entered.rip;
      },
    },
    "that reports errors without the carry flag": {
      ...bsdAmd64,
      fail: (failed, errno) => {
        failed.registers[registerNumber.AX] = BigInt(errno);
      },
    },
    "that reports errors as negative numbers": {
      ...bsdAmd64,
      fail: (failed, errno) => {
        bsdAmd64.fail(failed, errno);
        failed.registers[registerNumber.AX] = BigInt.asUintN(64, -BigInt(errno));
      },
    },
    "that leaves the carry flag set": {
      ...bsdAmd64,
      succeed: (succeeded, result) => {
        succeeded.registers[registerNumber.AX] = BigInt.asUintN(64, result);
      },
    },
    "that takes the fourth argument from CX": {
      ...bsdAmd64,
      arguments: ["DI", "SI", "DX", "CX", "R8", "R9"],
    },
    "that takes the seventh argument from where SP points": { ...bsdAmd64, stackArgument: () => 0 },
  };
  for (const [name, convention] of Object.entries(broken)) {
    it(`is not that of a kernel ${name}`, () => {
      expect(faultsOf(convention)).not.to.deep.equal([]);
    });
  }
});
