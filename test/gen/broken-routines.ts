/** A routine that keeps its contract, and a change of one thing that breaks it in one way. */
export interface BrokenRoutine {
  /** Also the routine's name, with dashes as underscores. */
  readonly code: string;
  /** What `routine` is given besides the frame. */
  readonly options: string;
  /** The parameters of the body. Default: none. */
  readonly parameters?: string;
  /** The lines of the body. */
  readonly right: readonly string[];
  /** The same, broken. */
  readonly wrong: readonly string[];
  /** The line of `wrong`, counted from 0, that the finding must name. */
  readonly at: number;
  /** A finding that cannot be had alone. */
  readonly with?: readonly string[];
}

const close = `contract: ({ fd }) => calls(sys.close, { fd }, onError(ignored))`;
const fd = `args: { fd: int32 }`;
const storesFive = `args: { p: pointer(int32) }, contract: ({ p }) => inOrder(stores(p, int32, 5), returnsNothing)`;

/** One for every code of a finding that machine code can cause, in the words of verify/fault.ts and finding.ts. */
export const brokenRoutines: readonly BrokenRoutine[] = [
  {
    code: "system-call-number",
    options: `${fd}, ${close}`,
    parameters: "({ fd })",
    right: ["MOVL(fd, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "RET(),"],
    wrong: ["MOVL(fd, DI),", "MOVL(7, AX),", "SYSCALL(),", "RET(),"],
    at: 1,
  },
  {
    code: "system-call-argument",
    options: `${fd}, ${close}`,
    parameters: "({ fd })",
    right: ["MOVL(fd, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "RET(),"],
    wrong: ["MOVL(fd, DI),", "ADDL(1, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "RET(),"],
    at: 1,
  },
  {
    code: "system-call-unexpected",
    options: `${fd}, ${close}`,
    parameters: "({ fd })",
    right: ["MOVL(fd, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "RET(),"],
    wrong: ["MOVL(fd, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "MOVL(sys.getpid, AX),", "SYSCALL(),", "RET(),"],
    at: 3,
    // The run is broken off there, here and below.
    with: ["never-executed"],
  },
  {
    code: "step-missing",
    options: `contract: () => inOrder(calls(sys.getpid, {}, onError(ignored)), calls(sys.getpid, {}, onError(ignored)))`,
    right: ["MOVL(sys.getpid, AX),", "SYSCALL(),", "MOVL(sys.getpid, AX),", "SYSCALL(),", "RET(),"],
    wrong: ["MOVL(sys.getpid, AX),", "SYSCALL(),", "MOVL(sys.getpid, AX),", "RET(),"],
    at: 3,
  },
  {
    code: "result",
    options: `returns: int64, ${fd}, labels: ["ok"], contract: ({ fd }) => calls(sys.close, { fd }, onError(negatedErrno))`,
    parameters: "({ fd }, { ok })",
    right: ["MOVL(fd, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "JCC(ok),", "NEGQ(AX),", "ok,", "RET(),"],
    wrong: ["MOVL(fd, DI),", "MOVL(sys.close, AX),", "SYSCALL(),", "JCC(ok),", "NEGL(AX),", "ok,", "RET(),"],
    at: 4,
  },
  {
    code: "register-not-preserved",
    options: `contract: () => preserving([BX], inOrder(returns(7)))`,
    right: ["MOVL(7, AX),", "RET(),"],
    wrong: ["MOVL(7, BX),", "MOVL(BX, AX),", "RET(),"],
    at: 0,
  },
  {
    code: "stack-pointer",
    options: `contract: () => inOrder(returnsNothing)`,
    right: ["POPQ(CX),", "JMP(CX),"],
    wrong: ["POPQ(CX),", "ADDQ(8, SP),", "JMP(CX),"],
    at: 1,
  },
  {
    code: "routine-call",
    options: `contract: () => inOrder(callsRoutine(one), returnsNothing)`,
    right: ["CALL(one),", "RET(),"],
    wrong: ["CALL(other),", "RET(),"],
    at: 0,
    with: ["never-executed"],
  },
  {
    code: "routine-call-argument",
    options: `args: { n: uint64 }, contract: ({ n }) => inOrder(callsRoutine(one, { registers: { DI: n } }), returnsNothing)`,
    parameters: "({ n })",
    right: ["MOVQ(n, DI),", "CALL(one),", "RET(),"],
    wrong: ["MOVL(retype(n, uint32), DI),", "CALL(one),", "RET(),"],
    at: 0,
  },
  {
    code: "memory-not-stored",
    options: storesFive,
    parameters: "({ p })",
    right: ["MOVQ(p, CX),", "MOVL(5, at(CX)),", "RET(),"],
    wrong: ["MOVQ(p, CX),", "MOVL(6, at(CX)),", "RET(),"],
    at: 1,
  },
  {
    code: "thread-local-word",
    options: `args: { p: uint64 }, contract: ({ p }) => inOrder(setsWord(g(CX), p), returnsNothing)`,
    parameters: "({ p })",
    right: ["get_tls(CX),", "MOVQ(p, AX),", "MOVQ(AX, g(CX)),", "RET(),"],
    wrong: ["get_tls(CX),", "MOVQ(p, AX),", "MOVQ(SP, g(CX)),", "RET(),"],
    at: 2,
  },
  {
    code: "write-outside",
    options: storesFive,
    parameters: "({ p })",
    right: ["MOVQ(p, CX),", "MOVL(5, at(CX)),", "RET(),"],
    wrong: ["MOVQ(p, CX),", "MOVQ(5, at(CX)),", "RET(),"],
    at: 1,
  },
  {
    code: "read-outside",
    options: `args: { n: uint32 }, returns: uint32, contract: ({ n }) => inOrder(returns(n))`,
    parameters: "({ n })",
    right: ["MOVL(n, AX),", "RET(),"],
    wrong: ["MOVQ(retype(n, uint64), AX),", "RET(),"],
    at: 0,
  },
  {
    code: "access-fault",
    options: `contract: () => inOrder(returnsNothing)`,
    right: ["MOVL(8, CX),", "RET(),"],
    wrong: ["MOVL(8, CX),", "MOVL(at(CX), AX),", "RET(),"],
    at: 1,
    with: ["never-executed"],
  },
  {
    code: "processor-exception",
    options: `contract: () => inOrder(returnsNothing)`,
    right: ["RET(),"],
    wrong: ["UNDEF(),"],
    at: 0,
  },
  {
    code: "endless",
    options: `labels: ["again"], contract: () => inOrder(returnsNothing)`,
    parameters: "(_, { again })",
    right: ["again,", "RET(),"],
    wrong: ["again,", "JMP(again),"],
    at: 1,
  },
  {
    code: "never-executed",
    options: `labels: ["over"], contract: () => inOrder(returnsNothing)`,
    parameters: "(_, { over })",
    right: ["NOP(),", "over,", "RET(),"],
    wrong: ["CMPL(AX, AX),", "JEQ(over),", "NOP(),", "over,", "RET(),"],
    at: 2,
    with: ["branch-always-taken"],
  },
  {
    code: "branch-never-taken",
    options: `labels: ["again"], contract: () => inOrder(returnsNothing)`,
    parameters: "(_, { again })",
    right: ["again,", "RET(),"],
    wrong: ["again,", "CMPL(AX, AX),", "JNE(again),", "RET(),"],
    at: 2,
  },
  {
    code: "branch-always-taken",
    options: `labels: ["back", "on"], contract: () => inOrder(returnsNothing)`,
    parameters: "(_, { back, on })",
    right: ["JMP(on),", "back,", "RET(),", "on,", "JMP(back),"],
    wrong: ["CMPL(AX, AX),", "JEQ(on),", "back,", "RET(),", "on,", "JMP(back),"],
    at: 1,
  },
  {
    code: "no-contract",
    options: `contract: () => inOrder(returnsNothing)`,
    right: ["RET(),"],
    wrong: [],
    at: -1,
  },
];

/** A port of these routines, kept or broken. */
export function portOf(
  routines: readonly BrokenRoutine[],
  form: "right" | "wrong",
): { readonly source: string; readonly lineOf: (code: string) => number } {
  const lines = [
    `import * as dsl from "portwright/dsl";`,
    `const { ${imported.join(", ")} } = dsl;`,
    `const sys = systemCalls({`,
    `  close: systemCall(6, int64, { fd: int32 }, { errors: [9, 4] }),`,
    `  getpid: systemCall(20, int32, {}),`,
    `});`,
    `const one = external("runtime·one");`,
    `const other = external("runtime·other");`,
    `const g = threadLocalWord("g", -16);`,
  ];
  const found = new Map<string, number>();
  for (const routine of routines) {
    const { code, parameters = "()" } = routine;
    const broken = form === "wrong";
    const withoutContract = broken && code === "no-contract";
    lines.push(
      `const ${identifier(code)} = routine("runtime·${identifier(code)}", { frame: "none", ${withoutContract ? "" : routine.options} }, ${parameters} => [`,
    );
    const first = lines.length + 1;
    lines.push(...(withoutContract ? routine.right : routine[form]).map((line) => `  ${line}`), `]);`);
    found.set(code, first + routine.at);
  }
  const unit = `assemblyUnit({ includes: [], routines: [${routines.map(({ code }) => identifier(code)).join(", ")}] })`;
  lines.push(
    `export default port({`,
    `  name: "${form}",`,
    `  title: "Routines",`,
    `  errata: [],`,
    `  outputs: [{ kind: "plan9-assembly", path: "p.s", unit: ${unit} }],`,
    `});`,
    ``,
  );
  return { source: lines.join("\n"), lineOf: (code) => found.get(code) ?? 0 };
}

/** The symbol of a routine in object files. */
export function symbolOf(code: string): string {
  return `runtime.${identifier(code)}`;
}

function identifier(code: string): string {
  return code.replaceAll("-", "_");
}

const imported: readonly string[] = [
  ..."ADDL ADDQ AX BX CALL CMPL CX DI JCC JEQ JMP JNE MOVL MOVQ NEGL NEGQ NOP POPQ RET SP SYSCALL UNDEF".split(" "),
  ..."assemblyUnit at calls callsRoutine external get_tls ignored inOrder int32 int64 negatedErrno onError".split(" "),
  ..."pointer port preserving retype returns returnsNothing routine setsWord stores systemCall systemCalls".split(" "),
  ..."threadLocalWord uint32 uint64".split(" "),
];
