import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The work that portwright and its peers are measured on: system-call stubs of nine instructions. Four loads, the
 * number, SYSCALL, a branch, NEGQ, RET; the numbers of the calls are a few hundred, as a kernel has them.
 */
export const calls = 330;

/** Writes the description of `count` stubs, which makes them with a loop, and gives its path. */
export function writeDescription(folder: string, count: number): string {
  const path = join(folder, "port.ts");
  writeFileSync(
    path,
    `import {
  assemblyUnit,
  byte,
  constants,
  definitions,
  int32,
  int64,
  negatedErrno,
  onError,
  pointer,
  port,
  syscallStub,
  systemCall,
  systemCalls,
  uint64,
} from "portwright/dsl";

const parameters = { fd: int32, buf: pointer(byte), nbyte: uint64, offset: int64 };

const sys = Array.from(
  { length: ${String(calls)} },
  (_, index) => systemCalls({ [\`call\${index + 1}\`]: systemCall(index + 1, int64, parameters, { errors: [9, 14] }) }),
).flatMap((table) => Object.values(table));

const routines = Array.from({ length: ${String(count)} }, (_, index) =>
  syscallStub(\`runtime·stub\${index}\`, sys[index % sys.length], parameters, onError(negatedErrno)),
);

const unit = assemblyUnit({ includes: [], routines });
const defined = definitions({ constants: constants({ STUBS: ${String(count)} }), types: [] });

export default port({
  name: "stubs",
  title: "${String(count)} system-call stubs",
  errata: [],
  outputs: [
    { kind: "plan9-assembly", path: "stubs.s", unit },
    { kind: "gnu-assembly", path: "gnu/stubs.s", unit },
    { kind: "elf-object", path: "gnu/stubs.o", unit },
    { kind: "standard-c-header", path: "gnu/defs.h", definitions: defined },
  ],
});
`,
  );
  return path;
}

/** Writes the program that has PeachPy make Go's text of `count` such stubs, and gives its path. */
export function writePeachPy(folder: string): string {
  const path = join(folder, "stubs.py");
  writeFileSync(
    path,
    `import sys
from peachpy import *
from peachpy.x86_64 import *

count, path = int(sys.argv[1]), sys.argv[2]
with open(path, "w") as out:
    for index in range(count):
        fd = Argument(int32_t, name="fd")
        buf = Argument(ptr(), name="buf")
        nbyte = Argument(uint64_t, name="nbyte")
        offset = Argument(int64_t, name="offset")
        with Function("stub%d" % index, (fd, buf, nbyte, offset), target=uarch.default) as stub:
            ok = Label("ok")
            LOAD.ARGUMENT(rdi, fd)
            LOAD.ARGUMENT(rsi, buf)
            LOAD.ARGUMENT(rdx, nbyte)
            LOAD.ARGUMENT(r10, offset)
            MOV(eax, 1 + index % ${String(calls)})
            SYSCALL()
            JNC(ok)
            NEG(rax)
            LABEL(ok)
            RETURN()
        out.write(stub.finalize(abi.goasm_amd64_abi).format("go"))
        out.write("\\n")
`,
  );
  return path;
}
