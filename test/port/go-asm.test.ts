import { expect } from "chai";
import type { InstructionRange } from "../../assemble/assembled-routine.js";
import { assemblePort } from "../../assemble/assemble-port.js";
import { emitFile } from "../../emit/emit-file.js";
import { needs } from "../peers.js";
import type { GoInstruction } from "./go-object.js";
import { portOf2011 as port } from "./port-of-2011.js";
import { goAssemble } from "./go-object.js";

/** What the runtime's build of 2011 made for assembly to include; only what the port uses. */
const asmHeader = `#define get_tls(r)
#define g(r) 0(GS)
#define m(r) 8(GS)
#define m_procid(r) 64(r)
#define m_gsignal(r) 72(r)
#define m_tls(r) 80(r)
`;

/**
 * Where Go's assembler of today encodes the same text otherwise than 6a and 6l of 2011. `same` makes our bytes of one
 * instruction into Go's, or says that the difference is another one.
 */
const differences: readonly {
  readonly name: string;
  readonly reason: string;
  readonly times: number;
  readonly same: (ours: string, go: GoInstruction) => boolean;
}[] = [
  {
    name: "thread-local",
    reason: "6l makes an access to FS at offset k-16 of one to GS at k; Go's assembler leaves that to the runtime",
    times: 6,
    same: (ours, go) =>
      ours.startsWith("64") &&
      `65${ours.slice(2)}`.replace(/f0ffffff$/, "00000000").replace(/f8ffffff$/, "08000000") === go.bytes,
  },
  {
    name: "clear",
    reason: "6l clears a register with a 64-bit XOR, Go's assembler moves a 0",
    times: 2,
    same: (ours, go) => {
      const [rex, modrm] = [byteAt(ours, 0), byteAt(ours, 2)];
      const register = modrm & 7;
      const clears = modrm === (0xc0 | (register << 3) | register);
      return (
        /^4[8d]31..$/.test(ours) &&
        clears &&
        go.bytes === `${rex === 0x4d ? "49" : "48"}c7${hexByte(0xc0 | register)}00000000`
      );
    },
  },
  {
    name: "symbol-address",
    reason: "6l loads a symbol's address as a 32-bit number, Go's assembler relative to RIP",
    times: 1,
    same: (ours, go) =>
      ours === "ba00000000" && go.bytes === "488d1500000000" && go.relocation === "R_PCREL:_rt0_amd64",
  },
  {
    name: "frame-size",
    reason: "Go keeps the caller's BP in eight more bytes of a frame, so the frame is larger by that",
    times: 8,
    same: (ours, go) => /^4883(ec|c4)/.test(ours) && go.bytes === ours.slice(0, 6) + hexByte(byteAt(ours, 3) + 8),
  },
  {
    name: "argument-behind-frame",
    reason: "for the same reason arguments lie eight bytes further from SP",
    times: 2,
    same: (ours, go) => ours.startsWith("488b7c24") && go.bytes === ours.slice(0, 8) + hexByte(byteAt(ours, 4) + 8),
  },
];

/** What Go adds to a routine with a frame: BP saved, pointed into the frame, and brought back before each RET. */
const framePointer = /^48(896c24|8d6c24|8b6c24)..$/;
const framedRoutines = ["runtime.raisesigpipe", "runtime.gettime", "runtime.sigtramp", "runtime.settls"];

describe("openbsd-amd64: Plan 9 assembly through go tool asm", () => {
  before(function () {
    needs(this, "go", "golang-go");
  });

  for (const errata of ["original", "corrected"] as const) {
    it(`assembles to our bytes, but for ${String(differences.length)} listed differences (${errata})`, async () => {
      const go = new Map(
        port.outputs
          .filter((output) => output.kind === "plan9-assembly")
          .flatMap((output) => [
            ...goAssemble(emitFile(output, { portName: port.name, errata }), { "amd64/asm.h": asmHeader }),
          ]),
      );
      const found = new Map(differences.map(({ name }) => [name, 0]));
      const added: string[] = [];
      for (const routine of await assemblePort(port, errata)) {
        const theirs = go.get(routine.symbol) ?? [];
        const withoutFramePointer = theirs.filter(({ bytes }) => !framePointer.test(bytes));
        if (withoutFramePointer.length !== theirs.length) {
          added.push(routine.symbol);
        }
        expect(withoutFramePointer.length, `instructions of ${routine.symbol}`).to.equal(routine.ranges.length);
        routine.ranges.forEach((range, index) => {
          const other = withoutFramePointer[index];
          const ours = Buffer.from(routine.bytes.subarray(range.offset, range.offset + range.length)).toString("hex");
          const difference = other === undefined ? undefined : differenceOf(ours, other);
          expect(difference, describeDifference(routine.symbol, range, ours, other)).not.to.equal("unlisted");
          if (difference !== undefined) {
            found.set(difference, (found.get(difference) ?? 0) + 1);
          }
        });
      }
      expect(added).to.deep.equal(framedRoutines);
      expect(Object.fromEntries(found)).to.deep.equal(
        Object.fromEntries(differences.map(({ name, times }) => [name, times])),
      );
    });
  }
});

/** The listed difference that explains other bytes; undefined where they are the same. */
function differenceOf(ours: string, go: GoInstruction): string | undefined {
  if (ours === go.bytes) {
    return undefined;
  }
  return differences.find(({ same }) => same(ours, go))?.name ?? "unlisted";
}

function describeDifference(symbol: string, range: InstructionRange, ours: string, go?: GoInstruction): string {
  return `${symbol}: ${range.text}: ours ${ours}, Go's ${go?.bytes ?? "nothing"}`;
}

function byteAt(hex: string, index: number): number {
  return Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16);
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, "0");
}
