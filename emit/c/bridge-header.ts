import type { Bridge } from "../../dsl/bridges/bridge.js";
import type { CType } from "../../dsl/ctypes/ctype.js";
import type { Prototype } from "../../dsl/ctypes/prototype.js";
import { tagsIn } from "../../dsl/ctypes/tags-in.js";
import { generatedMark } from "../generated-mark.js";
import type { Origin } from "../origin.js";
import { declare, standardSpelling } from "./declarator.js";
import { includeGuard } from "./include-guard.js";

/**
 * The functions on both sides of a port's bridges as standard C declares them, for gcc from version 10 on and clang:
 * names have the middle dot. Structs are pointed at by their tags, so the header goes before and behind every other.
 */
export function emitBridgeHeader(bridges: readonly Bridge[], origin: Origin, path: string): string {
  const guard = includeGuard(origin.portName, path);
  const sections = [
    `#ifndef ${guard}\n#define ${guard}\n`,
    introduction(origin.portName),
    "#include <stdint.h>\n",
    tags(bridges).join(""),
    section("The port's routines, to be called from C", bridges, "from-c"),
    section(
      "The port's routines that others enter: C code hands their addresses on, and does not call them",
      bridges,
      "address",
    ),
    section("Functions that the port's routines call, to be written in C", bridges, "to-c"),
    `#endif // ${guard}\n`,
  ];
  return `${generatedMark("slashes", origin)}\n${sections.filter((text) => text !== "").join("\n")}`;
}

function introduction(portName: string): string {
  return [
    `// ${portName} for C code: functions that are called by C's convention (System V), defined or wanted by the bridges`,
    "// of the port. Their names have a middle dot, which gcc (from 10 on) and clang keep as it is.",
    "",
  ].join("\n");
}

function section(title: string, bridges: readonly Bridge[], direction: Bridge["direction"]): string {
  const declared = bridges.filter((bridge) => bridge.direction === direction);
  return declared.length === 0
    ? ""
    : `// ${title}\n\n${declared.map(({ prototype }) => `${declaration(prototype)};\n`).join("")}`;
}

function declaration({ name, returns, parameters }: Prototype): string {
  const list = Object.entries(parameters).map(([parameter, type]) => declare(byTag(type), parameter, standardSpelling));
  return declare(byTag(returns), `${name}(${list.length === 0 ? "void" : list.join(", ")})`, standardSpelling);
}

/** Tags are made known first: a tag that a parameter list brings up is another type in each of them. */
function tags(bridges: readonly Bridge[]): readonly string[] {
  const found = bridges.flatMap(({ prototype: { returns, parameters } }) =>
    [returns, ...Object.values(parameters)].map(byTag).flatMap(tagsIn),
  );
  return [...new Set(found)].toSorted().map((tag) => `${tag};\n`);
}

/** The same type without names that another header would have to declare: structs by their tags, typedefs as what they are. */
function byTag(type: CType): CType {
  switch (type.kind) {
    case "struct":
    case "union":
      return { kind: "incomplete", keyword: type.kind, tag: type.name, size: 0, align: 1 };
    case "typedef":
      return byTag(type.of);
    case "pointer":
      return { ...type, target: byTag(type.target) };
    case "function":
      return { ...type, returns: byTag(type.returns), parameters: type.parameters.map(byTag) };
    case "array":
    case "void":
    case "integer":
    case "incomplete":
      return type;
  }
}
