/** Who is compared with builtin. */
export type Peer = "unicorn" | "processor";

/** Instructions that cannot be compared with a peer at all. */
export interface NotCompared {
  readonly peer: Peer;
  /** Codes of iced-x86. */
  readonly codes: RegExp;
  readonly reason: string;
}

/** An error of a peer. Every one must occur: one that does not is no longer an error, and is to be removed. */
export interface KnownDifference {
  readonly peer: Peer;
  /** It is no error, and only some makes of the peer have it: it need not occur. */
  readonly ofSome?: true;
  /** The instructions concerned, in AT&T, or by their codes of iced-x86. */
  readonly text?: RegExp;
  readonly codes?: RegExp;
  /** What must differ for it to be this error, if not everything that may tells it. */
  readonly requires?: RegExp;
  /** All that may differ. */
  readonly differences: readonly RegExp[];
  readonly reason: string;
}

export const notCompared: readonly NotCompared[] = [
  {
    peer: "processor",
    codes: /^(?:Cpuid|Rdtscp?|Xgetbv)$/,
    reason: "answers by its model, its clock and its kernel; builtin's are always the same",
  },
  {
    peer: "processor",
    codes: /^(?:Syscall|Int_imm8)$/,
    reason: "enters this machine's kernel, which has its own idea of what is asked of it",
  },
  {
    peer: "unicorn",
    codes: /^(?:Cpuid|Rdtscp?|Xgetbv)$/,
    reason: "answers as QEMU's model of a processor, and with the host's clock; builtin's are always the same",
  },
  {
    peer: "unicorn",
    codes: /^(?:(?:Add|Sub|Mul|Div|Min|Max|Sqrt|Cmp|Round)[sp][sd]|Cvtsd2ss)_xmm/,
    reason:
      "QEMU 5 keeps no flags in MXCSR, picks among NaNs as x87 does, knows neither flush-to-zero nor " +
      "denormals-are-zero in minima, and refuses comparisons with reserved bits",
  },
];

/*
 * What builtin does in all of these is what this test finds the processor itself to do: no error is listed for it.
 */
export const knownDifferences: readonly KnownDifference[] = [
  {
    peer: "processor",
    ofSome: true,
    codes: /^Ldmxcsr_m32$/,
    requires: /^MXCSR 0x[0-9a-f]+, expected 0x2[0-9a-f]{4}$/,
    differences: [/^/],
    reason: "bit 17, MM, is AMD's: it lets vectors lie anywhere (AMD64 Programmer's Manual vol. 1, 4.2.2)",
  },
  {
    peer: "unicorn",
    codes: /_(?:xmmm128|m128)(?:_|$)/,
    requires: /^(?:stop exception 13, expected (?:limit$|(?:read|write) fault )|other data$)/,
    differences: [/^/],
    reason: "QEMU takes vectors in memory wherever they lie",
  },
  {
    peer: "unicorn",
    codes: /^Ldmxcsr_m32$/,
    requires: /^stop exception 13, expected limit$/,
    differences: [/^/],
    reason: "QEMU sets bits of MXCSR that no processor has",
  },
  {
    peer: "unicorn",
    codes: /^(?:Cvt|Comis|Ucomis)/,
    differences: [/^MXCSR /],
    reason: "QEMU before 5.2 does not set the flags in MXCSR",
  },
  {
    peer: "unicorn",
    codes: /^(?:Movup[sd]_xmm|Movdqu_xmm|Lddqu|Movhpd|Movhps)/,
    differences: [/^X\d+ \w+:0+, expected 0{16}\w{16}:0+$/],
    reason: "a load that faults in its second page has loaded the lower half of the register by then",
  },
  {
    peer: "unicorn",
    codes: /^Bs[fr]_r32_/,
    differences: [/^(?!stop|rip|0x)\w+ 0x[0-9a-f]{9,}, expected 0x[0-9a-f]{1,8}$/],
    reason: "where no bit is set QEMU clears the upper half of the destination; processors leave all of it alone",
  },
  {
    peer: "unicorn",
    codes: /^VEX_Blsi_/,
    differences: [/^CF /],
    reason: "QEMU before 8.0 has the carry of BLSI the wrong way round",
  },
  {
    peer: "unicorn",
    codes: /^VEX_Bzhi_/,
    differences: [/^(?!stop|rip|0x)\w+ 0x[0-9a-f]+, expected 0x[0-9a-f]+$/, /^(?:SF|ZF|CF) /],
    reason: "QEMU before 8.0 takes a count of the width and more for one less",
  },
  {
    peer: "unicorn",
    codes: /^VEX_Bextr_/,
    differences: [/^(?!stop|rip|0x)\w+ 0x[0-9a-f]+, expected 0x[0-9a-f]+$/, /^ZF /],
    reason: "QEMU before 8.0 takes a length of the width and more for one less",
  },
  {
    peer: "unicorn",
    codes: /^Clflush_m8$/,
    requires: /^stop read fault at 0x[0-9a-f]+, expected limit$/,
    differences: [/^rip /, /^stop /],
    reason: "QEMU does not look whether what is flushed is there",
  },
  {
    peer: "unicorn",
    text: /^sh[lr]d[bwlq]? .*\(/,
    differences: [/^(?:CF|OF|PF|ZF|SF) /],
    reason: "as with the shifts by CL, the flags are computed behind the store, from what does not live on",
  },
  {
    peer: "unicorn",
    text: /^(?:rorx[lq]?|sh[lr]d[wlq]?) \$.*\(%rip\)/,
    differences: [/^/],
    reason: "QEMU does not count the number behind an address relative to RIP: it is one byte too low",
  },
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
