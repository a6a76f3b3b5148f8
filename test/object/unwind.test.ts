import { expect } from "chai";
import type { Errata } from "../../dsl/port/erratum.js";
import { assemblyUnits } from "../../dsl/port/port-units.js";
import port from "../../targets/openbsd-amd64/port.js";
import { registerNumber } from "../../verify/engine/engine.js";
import { needs } from "../peers.js";
import { askGdb } from "./gdb.js";
import { linked } from "./linked.js";
import { objectOf, toolFolder, type ToolFolder } from "./object-files.js";
import { shownFrames } from "./readelf.js";
import { returnAddress, seenRoutines, type SeenRoutine, type StackView } from "./stack-views.js";

/** Registers that C functions keep for their callers, as gdb calls them. */
const gdbNames = { BX: "rbx", BP: "rbp", R12: "r12", R13: "r13", R14: "r14", R15: "r15" } as const;
const askedRegisters = Object.entries(gdbNames);

for (const errata of ["original", "corrected"] as const) {
  describe(`the unwind information of openbsd-amd64 (${errata})`, function () {
    this.timeout(60_000);
    let folder: ToolFolder;
    let seen: readonly SeenRoutine[] = [];
    let program = "";
    let addresses: ReadonlyMap<string, bigint> = new Map();

    before(async function () {
      needs(this, "ld", "binutils");
      folder = toolFolder();
      seen = await seenRoutines(port, errata);
      ({ program, addresses } = linked(folder, await objectsOf(errata)));
    });
    after(() => {
      folder.remove();
    });

    function pcOf({ symbol, offset }: StackView): bigint {
      return (addresses.get(symbol) ?? 0n) + BigInt(offset);
    }

    it("is looked at before every instruction of every routine", () => {
      expect(seen.length).to.equal(assemblyUnits(port).flatMap(({ routines }) => routines).length);
      for (const { symbol, instructions, views } of seen) {
        expect([...new Set(views.map(({ offset }) => offset))].toSorted(byNumber), symbol).to.deep.equal(instructions);
      }
    });

    it("puts the call frame, as readelf reads it, where the engine's SP says that it is", () => {
      const frames = Object.entries(shownFrames(program)).map(([range, rules]) => {
        const [from = 0n, to = 0n] = range.split("..").map((address) => BigInt(`0x${address}`));
        return { from, to, rules: rules.map((rule) => ({ from: BigInt(`0x${rule.split(" ")[0] ?? ""}`), rule })) };
      });
      for (const view of seen.flatMap(({ views }) => views)) {
        const pc = pcOf(view);
        const frame = frames.find(({ from, to }) => from <= pc && pc < to);
        const rule = frame?.rules.findLast(({ from }) => from <= pc)?.rule;
        expect(rule, placeOf(view)).to.match(
          isWalkEnd(view) ? / ra=u$/ : new RegExp(` CFA=rsp\\+${String((view.depth ?? 0) + 8)} .*ra=c-8$`),
        );
      }
    });

    it("leads gdb to the caller, with the registers that are kept, or to the end of the walk", function () {
      needs(this, "gdb", "gdb");
      const views = seen.flatMap((routine) => routine.views);
      const answers = askGdb(
        folder,
        program,
        views.map((view) => ({
          pc: pcOf(view),
          below: view.depth ?? 0,
          stack: view.stack,
          registers: Object.fromEntries(
            askedRegisters.map(([name, gdbName]) => [gdbName, valueOf(view.registers, name)]),
          ),
        })),
      );
      expect(answers.length).to.equal(views.length);
      for (const [index, view] of views.entries()) {
        const answer = answers[index];
        const place = placeOf(view);
        if (isWalkEnd(view)) {
          expect(answer, place).to.deep.equal({ stop: "outermost", caller: undefined });
          continue;
        }
        expect(answer?.caller?.pc, place).to.equal(returnAddress);
        expect(answer?.caller?.above, place).to.equal(8n);
        for (const [name, gdbName] of askedRegisters.filter(([one]) => isKept(view, one))) {
          expect(answer?.caller?.registers[gdbName], `${place}: ${name}`).to.equal(valueOf(view.entry, name));
        }
      }
      expect(views.filter(isWalkEnd).length).to.be.greaterThan(10);
      expect(views.filter(({ kept }) => kept.includes("BX")).length).to.be.greaterThan(100);
    });
  });
}

/** Nobody is to be returned to: on a stack that nobody called from, and where the kernel starts the process. */
function isWalkEnd({ depth, isProcessEntry }: StackView): boolean {
  return depth === undefined || isProcessEntry;
}

function isKept({ kept }: StackView, name: string): boolean {
  return kept.some((one) => one === name);
}

function valueOf(registers: BigUint64Array, name: string): bigint {
  const found = Object.entries(registerNumber).find(([one]) => one === name);
  return registers[found?.[1] ?? -1] ?? 0n;
}

function placeOf({ symbol, offset, depth }: StackView): string {
  return `${symbol}+0x${offset.toString(16)} at depth ${String(depth)}`;
}

function byNumber(a: number, b: number): number {
  return a - b;
}

async function objectsOf(errata: Errata): Promise<readonly Uint8Array[]> {
  const objects: Uint8Array[] = [];
  for (const unit of assemblyUnits(port)) {
    objects.push(await objectOf(unit, errata));
  }
  return objects;
}
