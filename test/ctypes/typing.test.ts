import { assert } from "chai";
import { array, functionType, int32, pointer, struct, uint32, voidType } from "../../dsl/ctypes/ctype.js";
import { prototype } from "../../dsl/ctypes/prototype.js";
import { constants } from "../../dsl/operands/immediate.js";
import { definitions } from "../../dsl/port/definitions.js";
import { godefsInput, systemStruct } from "../../dsl/port/godefs-input.js";
import { macro, runtimeHeader } from "../../dsl/port/runtime-header.js";
import { signal, signalTable } from "../../dsl/port/signal-table.js";

/** A name where only some names are right. */
function named<Name extends string>(name: Name): Name {
  return name;
}

/** Each expected error is one that an author sees in the editor; the type checker fails the build where it is missing. */
const mistakes = (): void => {
  const kernel = constants({ SIGPIPE: 13, HUGE: 0x8000000000000000n });
  const Timeval = struct("Timeval", { tv_sec: int32 });
  const known = definitions({ constants: kernel, types: [Timeval] });
  const input = { definitions: known, command: "godefs", includes: [] };

  // @ts-expect-error -- a constant that the table does not have
  named<keyof typeof kernel>("SIGPIPPE");
  // @ts-expect-error -- a flag that the runtime does not know
  signal(kernel.SIGPIPE, ["ignored"], "write to broken pipe");
  // @ts-expect-error -- no signal has a 64-bit number
  signal(kernel.HUGE, [], "too high");
  // @ts-expect-error -- a bare number has no name to print
  signal(13, ["ignore"], "write to broken pipe");
  // @ts-expect-error -- a row is not a constant
  signalTable("runtime·sigtab", [kernel.SIGPIPE]);
  // @ts-expect-error -- a member that the struct does not have
  named<keyof typeof Timeval.fields>("tv_usec");
  // @ts-expect-error -- void has no size
  struct("Holder", { nothing: voidType });
  // @ts-expect-error -- a member can point at a function, not be one
  struct("Holder", { call: functionType(voidType) });
  // @ts-expect-error -- nor can elements of an array
  array(voidType, 3);
  // @ts-expect-error -- C passes arrays as pointers
  prototype("runtime·f", voidType, { list: array(int32, 3) });
  // @ts-expect-error -- nothing can be passed as void
  prototype("runtime·f", voidType, { nothing: voidType });
  // @ts-expect-error -- a constant is not a type
  definitions({ constants: {}, types: [kernel.SIGPIPE] });
  // @ts-expect-error -- every type has its name on the system
  godefsInput({ ...input, systemTypes: {} });
  // @ts-expect-error -- a type that is not defined
  godefsInput({ ...input, systemTypes: { Timeval: systemStruct("timeval"), Timespec: systemStruct("timespec") } });
  // @ts-expect-error -- a macro is no number but one of a type
  macro("SIG_DFL", 0);
  // @ts-expect-error -- a header has prototypes, not types
  runtimeHeader(pointer(uint32));
};

describe("mistakes in C types and tables", () => {
  it("are errors of the type checker", () => {
    // Compiling this file is the test; the function is never called.
    assert.isFunction(mistakes);
  });
});
