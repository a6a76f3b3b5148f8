import { stringLiteral } from "../../dsl/c-source/c-literal.js";
import type { SignalFlag, SignalRow, SignalTable } from "../../dsl/port/signal-table.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";

/** How the table spells each flag, and what the runtime's headers call it. */
const spellings: Readonly<Record<SignalFlag, { readonly letter: string; readonly name: string }>> = {
  catch: { letter: "C", name: "SigCatch" },
  ignore: { letter: "I", name: "SigIgnore" },
  restart: { letter: "R", name: "SigRestart" },
  queue: { letter: "Q", name: "SigQueue" },
  panic: { letter: "P", name: "SigPanic" },
};

/** The table of signals for the Plan 9 C compiler. The letters are macros only as long as the table lasts. */
export function emitSignalTable(table: SignalTable, origin: Origin): string {
  const letters = Object.values(spellings);
  return [
    generatedMark("slashes", origin),
    "\n",
    ...letters.map(({ letter, name }) => `#define ${letter} ${name}\n`),
    `\nSigTab ${table.symbol}[] = {\n`,
    ...table.rows.map(printRow),
    "};\n\n",
    ...letters.map(({ letter }) => `#undef ${letter}\n`),
    `\n#define NSIG ${table.rows.length}\n`,
  ].join("");
}

function printRow({ signal, flags, text }: SignalRow): string {
  const sum = flags.map((flag) => spellings[flag].letter).join("+");
  return `\t/* ${signal.value} */\t{${sum === "" ? "0" : sum}, ${stringLiteral(text)}},\n`;
}
