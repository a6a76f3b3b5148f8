import type { MarkedDescription, Mistake } from "../authoring/marked-mistakes.js";
import { testMistakes, withoutMarks } from "../authoring/marked-mistakes.js";
import { statementMistakes, textMistakes } from "./mistakes.js";

/** A description that is right but for the mistake. */
const opening = `import {
  AX, MOVL, RET, assemblyUnit, bool, byte, c, cFile, cFunction, cHeader, callable, cast, constants, declareErratum, deref, erratum, extern,
  formatFunction, functionType, headerFunction, headerStruct, int32, int64, int8, nil, none, pointer, port, ref, routine, struct, uint32,
  uintptr, variable, voidType,
} from "portwright/dsl";
import type { CItem } from "portwright/dsl";

const kernel = constants({ PROT_READ: 1, PROT_WRITE: 2, WIDE: 0x2_0000_0000 });
const elsewhere = constants({ ENOMEM: 12 });
const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
const Itimerval = struct("Itimerval", { it_interval: Timeval, it_value: Timeval });
const Lock = headerStruct("Lock", { key: uint32 });
const G = headerStruct("G", { sig: int32, stackguard: pointer(byte) });
const g = variable("g", pointer(G));
const mmapRoutine = routine("runtime·mmap", {
  args: { addr: pointer(byte), len: uintptr, prot: int32 }, returns: pointer(byte), frame: none,
}, ({ prot }) => [MOVL(prot, AX), RET()]);
const mmap = callable(mmapRoutine);
const cas = headerFunction("runtime·cas", bool, pointer(uint32), uint32, uint32);
const throws = headerFunction("runtime·throw", voidType, pointer(int8));
const plain = headerFunction("runtime·plain", voidType);
const unknown = headerFunction("runtime·unknown", voidType);
const printf = formatFunction("runtime·printf");
const runtimeHeader = cHeader("runtime.h", {
  types: [Timeval, Lock, G], constants: kernel, variables: [g],
  functions: [mmap, cas, throws, plain, printf, headerFunction("runtime·declared", int32, int32)],
});
const items: CItem[] = [];
function use(item: CItem): void {
  items.push(item);
}
`;

const closing = `
export default port({
  name: "mistaken",
  title: "a port with a mistake",
  errata: [],
  outputs: [
    { kind: "plan9-assembly", path: "sys.s", unit: assemblyUnit({ includes: [], routines: [mmapRoutine] }) },
    { kind: "c-source", path: "x.c", file: cFile({ includes: [runtimeHeader], items }) },
  ],
});
export const mentioned = [
  AX, bool, byte, c, cFunction, callable, cast, declareErratum, deref, elsewhere, erratum, extern, functionType, g, int8, Itimerval, nil, none,
  plain, ref, struct, unknown, use, voidType,
];
`;

function inText({ code }: Mistake): MarkedDescription {
  return describeWith(`use(cFunction("runtime·x", {
  returns: pointer(voidType),
  params: { n: uintptr, l: pointer(Lock), t: pointer(Timeval), gp: pointer(G) },
  locals: { v: pointer(byte), i: int32 },
}, ({ n, l, t, gp, v, i }, returns) => c\`
  USED(\${n}); USED(\${l}); USED(\${t}); USED(\${gp}); USED(\${v}); USED(\${i});
  ${code.replaceAll("\n", "\n  ")}
  \${returns(nil)};
\`));`);
}

function describeWith(code: string): MarkedDescription {
  return withoutMarks(`${opening}${code}${closing}`);
}

const described = [
  ...textMistakes.map((mistake) => ({ mistake, description: inText(mistake) })),
  ...statementMistakes.map((mistake) => ({ mistake, description: describeWith(mistake.code) })),
];

describe("mistakes in C sources", () => {
  testMistakes(
    described,
    inText({ title: "", code: "${v} = ${mmap({ addr: nil, len: n, prot: 1 })};", generate: /./ }),
    { all: 60, typed: 40 },
  );
});
