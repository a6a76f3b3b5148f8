/** What CPUID answers. */
export interface Identification {
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

const none: Identification = Object.freeze({ eax: 0, ebx: 0, ecx: 0, edx: 0 });

/** Bits of leaf 1's EDX: what every processor with 64 bits has (Intel SDM vol. 2, CPUID, table 3-11). */
const baseline = [
  0, // FPU
  4, // TSC
  5, // MSR
  6, // PAE
  8, // CX8
  13, // PGE
  15, // CMOV
  16, // PAT
  19, // CLFSH
  23, // MMX
  24, // FXSR
  25, // SSE
  26, // SSE2
];
/** Bits of leaf 1's ECX. */
const extensions = [
  13, // CMPXCHG16B
  26, // XSAVE
  27, // OSXSAVE: XGETBV may be used
];

/**
 * The processor that programs see: one without a name of its own, with the instructions that AMD64 began with. Always
 * the same, so that runs are. None of these leaves has parts that ECX selects.
 */
export function cpuid(leaf: number): Identification {
  switch (leaf) {
    case 0:
      return { eax: 1, ...vendor("portwright  ") };
    case 1:
      // Family 15, model 4; a cache line of 8 times 8 bytes.
      return { eax: 0x0f40, ebx: 8 << 8, ecx: bits(extensions), edx: bits(baseline) };
    case 0x8000_0000:
      return { eax: 0x8000_0001, ...vendor("portwright  ") };
    case 0x8000_0001:
      // LAHF in 64-bit mode; SYSCALL, no-execute pages, RDTSCP, 64 bits.
      return { ...none, ecx: bits([0]), edx: bits([11, 20, 27, 29]) };
    default:
      return none;
  }
}

function bits(positions: readonly number[]): number {
  return positions.reduce((sum, position) => sum + 2 ** position, 0);
}

/** Twelve characters, four each in EBX, EDX, ECX. */
function vendor(name: string): Pick<Identification, "ebx" | "ecx" | "edx"> {
  const view = new DataView(new TextEncoder().encode(name).buffer);
  return { ebx: view.getUint32(0, true), edx: view.getUint32(4, true), ecx: view.getUint32(8, true) };
}
