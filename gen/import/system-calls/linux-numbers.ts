import { Conditionals } from "../preprocessor/conditionals.js";
import type { Macros } from "../preprocessor/condition.js";
import type { Place, Report } from "../preprocessor/fault.js";
import type { Line } from "../preprocessor/token.js";

/** A number of Linux's, with the function of the kernel that is behind it. */
export interface LinuxNumber {
  readonly name: string;
  readonly number: number;
  readonly place: Place;
  /** Undefined where nothing is behind it. */
  readonly function: string | undefined;
  readonly conditions: readonly string[];
  readonly notes: readonly string[];
}

/** Calls of amd64 whose function is not `sys_` and their name (arch/x86/entry/syscalls/syscall_64.tbl). */
const otherFunctions: ReadonlyMap<string, string> = new Map([
  ...(["stat", "fstat", "lstat", "uname"] as const).map((name) => [name, `sys_new${name}`] as const),
  ["sendfile", "sys_sendfile64"],
  ["umount2", "sys_umount"],
  ["_sysctl", "sys_sysctl"],
]);

/** Reads an asm/unistd_64.h: `#define __NR_read 0`. */
export function readUnistd(lines: readonly Line[], macros: Macros, report: Report): readonly LinuxNumber[] {
  const conditionals = new Conditionals(new Map([["__x86_64__", "1"], ...macros]), report);
  const numbers: LinuxNumber[] = [];
  for (const line of lines) {
    const [, lead = "", name, value = ""] = /^(\s*#\s*define\s+)__NR_(\w+)(?:\s+(.*))?$/.exec(line.text) ?? [];
    if (name === undefined) {
      if (line.text.trimStart().startsWith("#")) {
        conditionals.directive(line);
      }
      continue;
    }
    if (conditionals.here === "no" || name === "syscalls") {
      continue;
    }
    const place = { file: line.file, line: line.number, column: line.column + lead.length };
    const text = value.replaceAll(/\/\*.*?\*\//g, "").trim();
    const number = numberOf(text.replace(/^\((.*)\)$/, "$1"));
    if (number === undefined) {
      const hint = "expected #define __NR_name number, as in <asm/unistd_64.h>";
      report({ place, message: `${text === "" ? "nothing" : text} is no number of a call (__NR_${name})`, hint });
    } else {
      const { conditions } = conditionals;
      numbers.push({ name, number, place, function: otherFunctions.get(name) ?? `sys_${name}`, conditions, notes: [] });
    }
  }
  conditionals.end();
  return numbers;
}

const abis: ReadonlySet<string> = new Set(["common", "64", "x32"]);

/** Reads a syscall_64.tbl: number, ABI, name, function. What is only for x32 is left out. */
export function readSyscallTable(lines: readonly Line[], report: Report): readonly LinuxNumber[] {
  return lines.flatMap((line): readonly LinuxNumber[] => {
    const text = line.text.replace(/#.*$/, "");
    const words = text.trim().split(/\s+/);
    const [first = "", abi = "", name = "", entry] = words;
    if (first === "") {
      return [];
    }
    const place = { file: line.file, line: line.number, column: line.column + text.search(/\S/) };
    const number = numberOf(first);
    if (number === undefined || !abis.has(abi) || !/^[A-Za-z_]\w*$/.test(name) || words.length > 6) {
      report({ place, message: "expected a number, an ABI (common, 64 or x32), a name and the kernel's function" });
      return [];
    }
    if (abi === "x32") {
      return [];
    }
    const isNothing = entry === undefined || entry === "-" || entry === "sys_ni_syscall";
    const notes = words.includes("noreturn", 4) ? ["It does not come back."] : [];
    return [{ name, number, place, function: isNothing ? undefined : plainFunction(entry), conditions: [], notes }];
  });
}

/** Older tables name the stub in assembly, or how the registers are saved: `stub_clone`, `__x64_sys_clone/ptregs`. */
function plainFunction(entry: string): string {
  return entry
    .replace(/\/.*$/, "")
    .replace(/^__x64_/, "")
    .replace(/^stub_(?:x32_)?/, "sys_");
}

function numberOf(text: string): number | undefined {
  const number = /^(?:0x[\da-fA-F]+|\d+)$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number <= 0xffff ? number : undefined;
}
