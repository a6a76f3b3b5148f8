import { expect } from "chai";
import { compilers } from "../emit-c/compiler.js";
import { needs } from "../peers.js";
import { callersInC, plan9Recorder } from "./native-from-c.js";
import { nativeOutput } from "./native-program.js";
import { calleesInC, plan9Caller, plan9Calls } from "./native-to-c.js";
import { mostArguments, randomSignatures } from "./random-signatures.js";
import { bridgeFiles, fromC, toC } from "./signature-bridges.js";

/** Functions in each direction, one program for all of them. */
const count = 270;

const signatures = randomSignatures(4, count);

describe("bridges on this machine's processor", () => {
  before(function () {
    needs(this, "as", "binutils");
  });

  it("are tried with every number of arguments up to eight, and every type in every place", () => {
    for (let place = 0; place < mostArguments; place += 1) {
      const types = new Set(signatures.flatMap(({ args }) => args[place]?.c ?? []));
      expect(types.size, `argument ${String(place)}`).to.be.at.least(8);
    }
    expect(new Set(signatures.map(({ result }) => result?.c)).size).to.be.at.least(11);
  });

  for (const compiler of compilers) {
    describe(`with ${compiler}`, function () {
      this.timeout(60_000);
      before(function () {
        needs(this, compiler, compiler);
      });

      it(`pass what C code gives to ${String(count)} Plan 9 routines, and keep C's registers`, () => {
        const { assembly, header } = bridgeFiles(signatures.map(fromC));
        const output = nativeOutput(compiler, {
          "port.h": header,
          "bridges.s": assembly,
          "plan9.s": plan9Recorder(signatures),
          "main.c": callersInC(signatures),
        });
        expect(output).to.equal(`${String(count)} called\n`);
      });

      it(`pass what Plan 9 code gives to ${String(count)} C functions, on an aligned stack`, () => {
        const { assembly, header } = bridgeFiles(signatures.map(toC));
        const output = nativeOutput(compiler, {
          "port.h": header,
          "bridges.s": assembly,
          "plan9.s": plan9Caller,
          "callees.c": calleesInC(signatures),
          "main.c": plan9Calls(signatures),
        });
        expect(output).to.equal(`${String(count)} called\n`);
      });
    });
  }
});
