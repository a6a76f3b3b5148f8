import type { NamedSize } from "./constant-expression.js";

/** A type of C's own by its words, in any order: `unsigned long int`. Undefined where they name none. */
export function baseType(name: string): NamedSize | undefined {
  const words = name.split(" ").map((word) => (word === "__signed__" ? "signed" : word));
  const isSigned = !words.includes("unsigned");
  const rest = words
    .filter((word) => word !== "signed" && word !== "unsigned")
    .filter((word, _, all) => word !== "int" || all.length === 1)
    .toSorted()
    .join(" ");
  const integer = (bits: number): NamedSize => ({ size: bits / 8, integer: { bits, isSigned } });
  switch (rest) {
    case "char":
      return integer(8);
    case "short":
      return integer(16);
    case "":
    case "int":
      return integer(32);
    case "long":
    case "long long":
      return integer(64);
    case "_Bool":
      return { size: 1, integer: { bits: 1, isSigned: false } };
    case "float":
      return { size: 4, integer: undefined };
    case "double":
      return { size: 8, integer: undefined };
    case "double long":
      return { size: 16, integer: undefined };
    case "void":
      return { size: undefined, integer: undefined };
    default:
      return undefined;
  }
}
