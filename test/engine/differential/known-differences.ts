/** Who is compared with builtin. */
export type Peer = "unicorn" | "processor";

/** Instructions that cannot be compared with a peer at all. */
export interface NotCompared {
  readonly peer: Peer;
  /** Codes of iced-x86. */
  readonly codes: readonly string[];
  readonly reason: string;
}

/** An error of a peer. Every one must occur: one that does not is no longer an error, and is to be removed. */
export interface KnownDifference {
  readonly peer: Peer;
  /** The instructions concerned, in AT&T. */
  readonly text: RegExp;
  /** All that may differ. */
  readonly differences: readonly RegExp[];
  readonly reason: string;
}

export const notCompared: readonly NotCompared[] = [
  {
    peer: "processor",
    codes: ["Cpuid", "Rdtsc", "Rdtscp", "Xgetbv"],
    reason: "answers by its model, its clock and its kernel; builtin's are always the same",
  },
  {
    peer: "processor",
    codes: ["Syscall", "Int_imm8"],
    reason: "enters this machine's kernel, which has its own idea of what is asked of it",
  },
  {
    peer: "unicorn",
    codes: ["Cpuid", "Rdtsc", "Rdtscp", "Xgetbv"],
    reason: "answers as QEMU's model of a processor, and with the host's clock; builtin's are always the same",
  },
];

/*
 * What builtin does in all of these is what this test finds the processor itself to do: none is listed for it.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    peer: "unicorn",
    text: /^(?:shl|shr|sar)[bwlq] %cl, .*\(/,
    differences: [/^CF /, /^OF /],
    reason:
      "libunicorn 2.0.1 may leave the block behind every store, and QEMU computes the carry and overflow of a shift " +
      "by CL afterwards, from a temporary that does not live on: in memory the last bit shifted out is lost",
  },
  {
    peer: "unicorn",
    text: /^lock neg[bwlq] /,
    differences: [/^(?:PF|AF|ZF|SF|OF) /],
    reason: "QEMU's LOCK NEG sets the flags from the operand before, not from the result",
  },
  {
    peer: "unicorn",
    text: /^(?:lock )?cmpxchgl /,
    differences: [/^(?!flags|0x|stop|rip)\w+ 0x[0-9a-f]{9,}, expected 0x[0-9a-f]{1,8}$/],
    reason:
      "QEMU writes both the accumulator and a destination register, which clears the upper half of the one that the " +
      "outcome leaves alone (QEMU issue 508)",
  },
  {
    peer: "unicorn",
    text: /^(?:rep |repne )?cmps[bwlq]/,
    differences: [/^stop read fault at 0x[0-9a-f]+, expected read fault at 0x[0-9a-f]+$/],
    reason: "where both operands of CMPS fault, QEMU has read (DI) first; processors read (SI) first",
  },
  {
    peer: "unicorn",
    text: /\(f6 \/1\)$/,
    differences: [/^stop limit, expected exception 6$/, /^rip /, /^[COSZAP]F /],
    reason: "QEMU does not know the alias of TEST in the opcode map, F6 /1; processors do",
  },
];
