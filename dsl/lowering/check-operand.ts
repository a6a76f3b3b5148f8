import type { Operand } from "../operands/operand.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { SourceSite } from "../source-site.js";
import type { Report } from "./report.js";
import { isSymbolName } from "./symbol-pattern.js";

/** Is an operand one that assemblers can spell and the processor can address, wherever it stands? */
export function checkOperand(operand: Operand, site: SourceSite, report: Report): boolean {
  if (typeof operand !== "object") {
    return true;
  }
  switch (operand.kind) {
    case "memory":
      return fits(operand.displacement, site, report) && checkIndex(operand.index, site, report);
    case "frame-place":
      return fits(operand.offset, site, report) && checkIndex(operand.index, site, report);
    case "argument":
      return fits(operand.offset, site, report);
    case "runtime-field":
      return fits(operand.offset + (operand.addend ?? 0), site, report);
    case "thread-local":
      return fits(operand.fsOffset, site, report);
    case "global":
    case "address":
      return isSymbol(operand.symbol, site, report) && fits(operand.addend, site, report);
    case "symbol":
    case "routine":
      return isSymbol(operand.name, site, report);
    case "register":
    case "vector-register":
    case "constant":
    case "system-call":
    case "label":
      return true;
  }
}

/** Displacements, offsets and addends are signed numbers of 32 bits in the machine code. */
function fits(displacement: number, site: SourceSite, report: Report): boolean {
  const isInRange = Number.isInteger(displacement) && (displacement | 0) === displacement;
  if (!isInRange) {
    report(
      "displacement-too-wide",
      `the displacement ${displacement} does not fit a signed 32-bit number`,
      site,
      "Load the address into a register first.",
    );
  }
  return isInRange;
}

/** A name that assemblers read as a symbol, and as nothing else. */
function isSymbol(name: string, site: SourceSite, report: Report): boolean {
  const isName = isSymbolName(name);
  if (!isName) {
    report("symbol-name", `${JSON.stringify(name)} is no symbol`, site, "Write it as runtime·name.");
  }
  return isName;
}

/** The types allow no other index; descriptions without types are told here. */
function checkIndex(
  index: { readonly register: RegisterName; readonly scale: number } | undefined,
  site: SourceSite,
  report: Report,
): boolean {
  if (index === undefined) {
    return true;
  }
  const isRegister = index.register !== "SP";
  if (!isRegister) {
    report("index-register", "SP cannot be an index: its number means no index to the processor", site);
  }
  const isScale = [1, 2, 4, 8].includes(index.scale);
  if (!isScale) {
    report("index-scale", `an index is scaled by 1, 2, 4 or 8, not by ${index.scale}`, site);
  }
  return isRegister && isScale;
}
