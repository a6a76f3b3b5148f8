function numbered(prefix: string, count: number, suffix = ""): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index)}${suffix}`);
}

/** Every register that amd64 assembly names; the pseudo-registers but SP are no part of it. */
const registers: ReadonlySet<string> = new Set([
  ...["AL", "CL", "DL", "BL", "SPB", "BPB", "SIB", "DIB", "AH", "CH", "DH", "BH"],
  ...["AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"],
  ...numbered("R", 16).slice(8),
  ...numbered("R", 16, "B").slice(8),
  ...[...numbered("F", 8), ...numbered("M", 8), ...numbered("K", 8)],
  ...[...numbered("X", 32), ...numbered("Y", 32), ...numbered("Z", 32)],
  ...["CS", "SS", "DS", "ES", "FS", "GS", "GDTR", "IDTR", "LDTR", "MSW", "TASK"],
  ...[...numbered("CR", 16), ...numbered("DR", 16), ...numbered("TR", 8), "TLS"],
]);

const pseudoRegisters: ReadonlySet<string> = new Set(["FP", "SB", "PC"]);

/** Go's name of the register that holds the goroutine. */
const aliases: Readonly<Record<string, string>> = { g: "R14" };

/** The register of a name; undefined where there is none. */
export function registerOf(name: string): string | undefined {
  return registers.has(name) ? name : Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

export function isPseudoRegister(name: string): boolean {
  return pseudoRegisters.has(name);
}
