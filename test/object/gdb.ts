import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { ToolFolder } from "./object-files.js";

/** A machine that gdb is to look at, on a stack of its own program. */
export interface GdbQuestion {
  readonly pc: bigint;
  /** How far below the middle of its stack SP is to lie. */
  readonly below: number;
  /** What is to lie from SP on. */
  readonly stack: Uint8Array;
  readonly registers: Readonly<Record<string, bigint>>;
}

/** What gdb takes for the caller; undefined where it says that there is none. */
export type GdbAnswer =
  | { readonly stop: string; readonly caller: undefined }
  | {
      readonly stop: string;
      readonly caller: {
        readonly pc: bigint;
        /** SP of the caller after the return, from the middle of the stack. */
        readonly above: bigint;
        readonly registers: Readonly<Record<string, bigint>>;
      };
    };

/** Stops the program at its first instruction, and puts the machine of each question in its place. */
const script = `import gdb, json

mask = (1 << 64) - 1
gdb.execute("set confirm off")
gdb.execute("set pagination off")
gdb.execute("starti", to_string=True)
middle = (int(gdb.parse_and_eval("$rsp")) - 0x8000) & ~0xfff
answers = []
for question in json.load(open(QUESTIONS)):
    stack = bytes.fromhex(question["stack"])
    at = middle - question["below"]
    # What lies below SP is anybody's: nothing may be looked for there.
    gdb.selected_inferior().write_memory(at - 256, bytes([0xa5]) * 256)
    if stack:
        gdb.selected_inferior().write_memory(at, stack)
    gdb.execute("set $rsp = %d" % at)
    for name, value in question["registers"].items():
        gdb.execute("set $%s = %s" % (name, value))
    gdb.execute("set $rip = %s" % question["pc"])
    frame = gdb.newest_frame()
    caller = frame.older()
    answer = {"stop": gdb.frame_stop_reason_string(frame.unwind_stop_reason())}
    if caller is not None:
        read = lambda name: int(caller.read_register(name)) & mask
        answer["caller"] = {
            "pc": str(caller.pc()),
            "above": str(read("rsp") - middle),
            "registers": {name: str(read(name)) for name in question["registers"]},
        }
    answers.append(answer)
json.dump(answers, open(ANSWERS, "w"))
gdb.execute("kill", to_string=True)
`;

/** Asks gdb about each of the machines, in a program that is linked. */
export function askGdb(folder: ToolFolder, program: string, questions: readonly GdbQuestion[]): readonly GdbAnswer[] {
  const asked = folder.write(
    "questions.json",
    JSON.stringify(
      questions.map(({ pc, below, stack, registers }) => ({
        pc: String(pc),
        below,
        stack: Buffer.from(stack).toString("hex"),
        registers: Object.fromEntries(Object.entries(registers).map(([name, value]) => [name, String(value)])),
      })),
    ),
  );
  const answered = folder.path("answers.json");
  const head = `QUESTIONS = ${JSON.stringify(asked)}\nANSWERS = ${JSON.stringify(answered)}\n`;
  const words = ["-nx", "-batch", "-x", folder.write("ask.py", head + script), program];
  const { status, stderr } = spawnSync("gdb", words, { encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`gdb: ${stderr}`);
  }
  const answers: unknown = JSON.parse(readFileSync(answered, "utf8"));
  return Array.isArray(answers) ? answers.map(answerOf) : [];
}

function answerOf(answer: unknown): GdbAnswer {
  const stop = String(property(answer, "stop"));
  const caller = property(answer, "caller");
  if (caller === undefined) {
    return { stop, caller };
  }
  const registers = property(caller, "registers");
  return {
    stop,
    caller: {
      pc: BigInt(String(property(caller, "pc"))),
      above: BigInt(String(property(caller, "above"))),
      registers: typeof registers === "object" && registers !== null ? numbers(registers) : {},
    },
  };
}

function numbers(texts: object): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]: [string, unknown]) => [name, BigInt(String(text))]),
  );
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
