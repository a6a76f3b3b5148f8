import type { Diagnostic } from "../diagnostic.js";
import { dataFlagBits } from "../routines/text-flag.js";
import { isSymbolName } from "../lowering/symbol-pattern.js";
import type { SourceSite } from "../source-site.js";
import type { Data } from "./data.js";
import type { DataPart, Integers } from "./part.js";
import { integerValue } from "./part.js";

/** More than this GLOBL of 2011 cannot say, nor a 32-bit distance reach. In bytes. */
const largestSize = 0x7fff_ffff;

/** Symbols of 2011's Plan 9 linkers are aligned by their size, to this at most. */
const plan9Alignment = 8;

/** What is wrong with a variable by itself. */
export function checkData(data: Data): readonly Diagnostic[] {
  const fault = (code: string, message: string, hint?: string, site: SourceSite = data.site): Diagnostic => ({
    code,
    message: `${data.name}: ${message}`,
    hint,
    site,
  });
  const { name, access, alignment, flags, size, parts } = data;
  return [
    ...(isSymbolName(name)
      ? []
      : [fault("symbol-name", `${JSON.stringify(name)} is no symbol`, "Write it as runtime·name.")]),
    ...(isAccess(access)
      ? []
      : [fault("data-access", `there is no access ${JSON.stringify(access)}`, "It is read-only or read-write.")]),
    ...(isPowerOfTwo(alignment)
      ? []
      : [
          fault(
            "data-alignment",
            `it is aligned to ${String(alignment)}`,
            "An alignment is a power of two: 1, 2, 4, ...",
          ),
        ]),
    ...flags
      .filter((flag) => !Object.hasOwn(dataFlagBits, flag))
      .map((flag) =>
        fault("data-flag", `there is no flag ${flag} of data`, `There are ${Object.keys(dataFlagBits).join(", ")}.`),
      ),
    ...parts.flatMap((part) =>
      partFaults(part).map(({ code, message, hint }) =>
        fault(code, message, hint, part.kind === "address" ? data.site : part.site),
      ),
    ),
    ...(Number.isInteger(size) && size > largestSize
      ? [fault("data-size", `it has ${String(size)} bytes`, `A variable has at most ${String(largestSize)} bytes.`)]
      : []),
    ...(size === 0
      ? [fault("data-size", "it holds nothing", "Give it a part: text, integers, zeros, addressOf.")]
      : []),
  ];
}

function isAccess(access: string): boolean {
  return access === "read-only" || access === "read-write";
}

/** What is wrong with it in Plan 9 assembly, which has no word for alignment: its linkers go by the size. */
export function checkPlan9Data({ name, alignment, size, site }: Data): readonly Diagnostic[] {
  // What is no alignment or no size is told of by itself.
  return !isPowerOfTwo(alignment) || !hasSize(size) || alignment <= Math.min(size, plan9Alignment)
    ? []
    : [
        {
          code: "plan9-alignment",
          message: `${name}: Plan 9's linkers do not align ${String(size)} bytes to ${String(alignment)}`,
          hint: `They go by the size, up to ${String(plan9Alignment)}: make it larger, or leave it out of the Plan 9 assembly.`,
          site,
        },
      ];
}

interface PartFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

function partFaults(part: DataPart): readonly PartFault[] {
  switch (part.kind) {
    case "text":
      return !/\p{Surrogate}/u.test(part.text)
        ? []
        : [{ code: "data-text", message: `${JSON.stringify(part.text)} holds half a character, which has no UTF-8` }];
    case "integers":
      return integerFaults(part);
    case "zeros":
      return Number.isSafeInteger(part.size) && part.size >= 0
        ? []
        : [
            {
              code: "data-size",
              message: `it holds ${String(part.size)} zeros`,
              hint: "How many bytes are zero is an integer, and not negative.",
            },
          ];
    case "address":
      return [
        ...(isSymbolName(part.symbol)
          ? []
          : [{ code: "symbol-name", message: `${JSON.stringify(part.symbol)} is no symbol` }]),
        ...(Number.isInteger(part.addend) && (part.addend | 0) === part.addend
          ? []
          : [
              {
                code: "displacement-too-wide",
                message: `${String(part.addend)} bytes from ${part.symbol} are no signed 32-bit number`,
              },
            ]),
      ];
  }
}

function integerFaults({ type, values }: Integers): readonly PartFault[] {
  const bits = BigInt(8 * type.size);
  const least = type.signed ? -(1n << (bits - 1n)) : 0n;
  const greatest = (1n << (type.signed ? bits - 1n : bits)) - 1n;
  return values.flatMap((given): readonly PartFault[] => {
    const value = integerValue(given);
    const shown = typeof given === "object" ? `${given.name} (${String(given.value)})` : String(given);
    return value === undefined
      ? [
          {
            code: "data-integer",
            message: `${shown} is no exact integer`,
            hint: "Write wide ones with an n: 0x8000_0000_0000_0000n.",
          },
        ]
      : value < least || value > greatest
        ? [
            {
              code: "data-integer",
              message: `${shown} does not fit ${type.name}`,
              hint: `It holds ${String(least)} to ${String(greatest)}.`,
            },
          ]
        : [];
  });
}

/** Is it as large as a variable can be? */
export function hasSize(size: number): boolean {
  return Number.isInteger(size) && size > 0 && size <= largestSize;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(value) && value > 0 && Number.isInteger(Math.log2(value));
}
