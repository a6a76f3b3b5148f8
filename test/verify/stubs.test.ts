import { expect } from "chai";
import type { Routine, ScalarType, SystemCall, WidenedType } from "../../dsl/index.js";
import {
  crash,
  external,
  giveUp,
  ignored,
  int32,
  int64,
  mustNotReturn,
  negatedErrno,
  onError,
  padding,
  pointer,
  signExtended,
  syscallStub,
  systemCall,
  systemCalls,
  uint32,
  uint64,
  uintptr,
  voidType,
  zeroExtended,
} from "../../dsl/index.js";
import { createBuiltinEngine } from "../../verify/engine/builtin/builtin-engine.js";
import { Random } from "../../verify/random.js";
import { verifyRoutine } from "../../verify/verify-routine.js";
import { buildWorld } from "../../verify/world.js";
import { subjectOf } from "./subject-of.js";

const notok = external("runtime·notok");

/** Each with the types that a stub may declare for it. */
const parameterKinds: readonly (readonly [ScalarType, ...(ScalarType | WidenedType)[]])[] = [
  [int32, int32, uint32],
  [uint32, uint32],
  [int64, int64, uint64, signExtended(int32), zeroExtended(int32)],
  [uint64, uint64, uintptr, zeroExtended(int32)],
  [pointer(voidType), pointer(voidType), uintptr],
];

const policies = [
  onError(ignored),
  onError(negatedErrno),
  onError(giveUp),
  onError(crash(notok)),
  onError(mustNotReturn(notok)),
];

/** A stub of a made-up call of up to nine parameters; the types are chosen at random, so the compiler knows none. */
function randomStub(random: Random): Routine {
  const count = random.below(10);
  const parameters: Record<string, ScalarType | typeof padding> = {};
  const declared: Record<string, ScalarType | WidenedType> = {};
  for (let index = 0; index < count; index += 1) {
    const name = `a${String(index)}`;
    const [type, ...accepted] = random.pick(parameterKinds);
    if (random.below(8) === 0) {
      parameters[name] = padding;
    } else {
      parameters[name] = type;
      declared[name] = random.pick(accepted);
    }
  }
  const returns = random.pick([int32, int64, pointer(voidType)]);
  const { made } = systemCalls({
    made: systemCall(1 + random.below(400), returns, parameters, { errors: [1, 22, 91] }),
  });
  const call: SystemCall = made;
  return syscallStub("runtime·made", call, declared, random.pick(policies));
}

describe("stubs of system calls", () => {
  it("do what their contracts say, whatever the call: 400 random ones in 60 states each", async () => {
    const engine = createBuiltinEngine();
    buildWorld(engine);
    for (let number = 0; number < 400; number += 1) {
      const routine = randomStub(new Random(number, "stubs"));
      const subject = await subjectOf(routine, number % 64);
      const verdict = verifyRoutine(subject, { seed: number, states: 60, engines: [engine] });
      expect(verdict.findings, `stub ${String(number)}: ${JSON.stringify(routine.arguments)}`).to.deep.equal([]);
      expect(verdict.coverage.covered).to.equal(verdict.coverage.of);
    }
  });
});
