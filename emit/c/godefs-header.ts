import type { DefinedType } from "../../dsl/ctypes/check-type.js";
import type { Definitions } from "../../dsl/port/definitions.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { declare, runtimeSpelling } from "./declarator.js";
import { paddedMembers } from "./explicit-padding.js";
import { hexLiteral } from "./integer-literal.js";

/**
 * Definitions as godefs printed them for the Plan 9 C compiler: alignment is switched off with `#pragma pack` and all
 * padding is explicit.
 */
export function emitGodefsHeader(defined: Definitions, origin: Origin): string {
  return [
    generatedMark("slashes", origin),
    "\n// Constants\n",
    ...enumeration(defined),
    "\n// Types\n#pragma pack on\n",
    ...defined.types.map((type) => `\n${definition(type)}`),
    "\n#pragma pack off\n",
  ].join("");
}

/** An enum without enumerators is no C, so there is none where there are no constants. */
function enumeration(defined: Definitions): readonly string[] {
  return defined.constants.length === 0
    ? []
    : ["enum {\n", ...defined.constants.map(({ name, value }) => `\t${name} = ${hexLiteral(value)},\n`), "};\n"];
}

function definition(type: DefinedType): string {
  switch (type.kind) {
    case "typedef":
      return `typedef ${declare(type.of, type.name, runtimeSpelling)};\n`;
    case "struct":
    case "union":
      return [
        `typedef ${type.kind} ${type.name} ${type.name};\n${type.kind} ${type.name} {\n`,
        ...paddedMembers(type).map((member) => `\t${declare(member.type, member.name, runtimeSpelling)};\n`),
        "};\n",
      ].join("");
  }
}
