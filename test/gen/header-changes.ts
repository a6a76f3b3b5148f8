/** One thing changed in the headers, and all that has to be said about it, with the file and line it is said of. */
export interface HeaderChange {
  readonly title: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly found: readonly Found[];
}

/** A finding, said of the place in a file of the description that `▸` marks. */
interface Found {
  readonly file: string;
  readonly at: string;
  readonly message: RegExp;
}

/** Changes of `openbsdHeaders`, of each kind that is reported. */
export const headerChanges: readonly HeaderChange[] = [
  {
    title: "another value",
    file: "sys/mman.h",
    from: "MAP_ANON 0x1000",
    to: "MAP_ANON 0x20",
    found: [
      {
        file: "constants.ts",
        at: "▸MAP_ANON:",
        message: /^MAP_ANON is 4096 \(0x1000\); in the system's headers it is 32 \(0x20\) \(header-value\)$/,
      },
    ],
  },
  {
    title: "another value of an enumerator, and a negative one",
    file: "sys/mman.h",
    from: "1 << 4",
    to: "-1",
    found: [
      {
        file: "constants.ts",
        at: "▸MAP_FIXED:",
        message: /^MAP_FIXED is 16 \(0x10\); in the system's headers it is -1 \(header-value\)$/,
      },
    ],
  },
  {
    title: "a constant that is not there",
    file: "sys/time.h",
    from: "#define ITIMER_PROF 2",
    to: "",
    found: [
      {
        file: "constants.ts",
        at: "▸ITIMER_PROF:",
        message: /^the system's headers have no ITIMER_PROF \(header-missing\)$/,
      },
    ],
  },
  {
    title: "a constant that is text",
    file: "errno.h",
    from: "EINTR 4",
    to: 'EINTR "4"',
    found: [
      {
        file: "constants.ts",
        at: "▸EINTR:",
        message: /^EINTR is 4; in the system's headers EINTR is no whole number: .+ \(header-no-number\)$/,
      },
    ],
  },
  {
    title: "a macro that opens what it does not close",
    file: "sys/signal.h",
    from: "SIGHUP 1",
    to: "SIGHUP (1 {",
    found: [
      {
        file: "constants.ts",
        at: "▸SIGHUP:",
        message: /^SIGHUP is 1; in the system's headers SIGHUP is no whole number: .+ \(header-no-number\)$/,
      },
    ],
  },
  {
    title: "another number of a signal",
    file: "sys/signal.h",
    from: "SIGTHR 32",
    to: "SIGTHR 33",
    found: [
      {
        file: "signals.ts",
        at: '▸constant("SIGTHR"',
        message: /^SIGTHR is 32 \(0x20\); in the system's headers it is 33 \(0x21\) \(header-signal\)$/,
      },
    ],
  },
  {
    title: "another number of a system call",
    file: "sys/syscall.h",
    from: "SYS_mmap 197",
    to: "SYS_mmap 49",
    found: [
      {
        file: "system-call-table.ts",
        at: "▸mmap: systemCall",
        message:
          /^mmap is system call 197 \(0xc5\); in the system's headers SYS_mmap is 49 \(0x31\) \(header-system-call\)$/,
      },
    ],
  },
  {
    title: "another name of a struct",
    file: "machine/mcontext.h",
    from: "struct sigcontext",
    to: "struct __sigcontext",
    found: [
      {
        file: "types.ts",
        at: "export const Sigcontext = ▸",
        message: /^Sigcontext: the system's headers have no struct sigcontext \(header-missing\)$/,
      },
    ],
  },
  {
    title: "members in another order",
    file: "machine/mcontext.h",
    from: "sc_rdi, sc_rsi, sc_rdx",
    to: "sc_rsi, sc_rdi, sc_rdx",
    found: [
      {
        file: "types.ts",
        at: "▸sc_rdi: ",
        message: /^Sigcontext\.sc_rdi is at offset 0; in the system's struct sigcontext it is at 8 \(header-offset\)$/,
      },
      {
        file: "types.ts",
        at: "▸sc_rsi: ",
        message: /^Sigcontext\.sc_rsi is at offset 8; in the system's struct sigcontext it is at 0 \(header-offset\)$/,
      },
    ],
  },
  {
    title: "a member that is not there",
    file: "machine/mcontext.h",
    from: "int sc_mask;",
    to: "int sc_oldmask;",
    found: [
      {
        file: "types.ts",
        at: "▸sc_mask: ",
        message: /^Sigcontext\.sc_mask: the system's struct sigcontext has no member sc_mask \(header-missing\)$/,
      },
    ],
  },
  {
    title: "a member of another width in the room of the same one",
    file: "machine/mcontext.h",
    from: "int sc_mask;",
    to: "short sc_mask, sc_more;",
    found: [
      {
        file: "types.ts",
        at: "▸sc_mask: ",
        message: /^Sigcontext\.sc_mask has 4 bytes; in the system's struct sigcontext it has 2 bytes \(header-size\)$/,
      },
    ],
  },
  {
    title: "a member that is a bit-field",
    file: "machine/mcontext.h",
    from: "int sc_mask;",
    to: "int sc_mask : 32;",
    found: [
      {
        file: "types.ts",
        at: "▸sc_mask: ",
        message:
          /^Sigcontext\.sc_mask is at offset 220; in the system's struct sigcontext it is a bit-field, which has none \(header-no-member\)$/,
      },
    ],
  },
  {
    title: "a member without a sign",
    file: "machine/mcontext.h",
    from: "int sc_onstack;",
    to: "unsigned sc_onstack;",
    found: [
      {
        file: "types.ts",
        at: "▸sc_onstack: ",
        message: /^Sigcontext\.sc_onstack is signed; in the system's struct sigcontext it is unsigned \(header-sign\)$/,
      },
    ],
  },
  {
    title: "a typedef with a sign",
    file: "sys/signal.h",
    from: "typedef unsigned int sigset_t",
    to: "typedef int sigset_t",
    found: [
      {
        file: "types.ts",
        at: "export const Sigset = ▸",
        message: /^Sigset is unsigned; the system's sigset_t is signed \(header-sign\)$/,
      },
    ],
  },
  {
    title: "a typedef of another size",
    file: "sys/signal.h",
    from: "typedef unsigned int sigset_t",
    to: "typedef struct { unsigned bits[4]; } sigset_t",
    found: [
      {
        file: "types.ts",
        at: "export const Sigset = ▸",
        message: /^Sigset has 4 bytes; the system's sigset_t has 16 bytes \(header-size\)$/,
      },
    ],
  },
  {
    title: "a larger struct that is more aligned",
    file: "sys/signal.h",
    from: /\} _data;\n\} siginfo_t;/,
    to: "} _data;\n} __attribute__((aligned(32))) siginfo_t;",
    found: [
      {
        file: "types.ts",
        at: "export const Siginfo = ▸",
        message: /^Siginfo has 136 bytes; the system's siginfo_t has 160 bytes \(header-size\)$/,
      },
      {
        file: "types.ts",
        at: "export const Siginfo = ▸",
        message: /^Siginfo is aligned to 8 bytes; the system's siginfo_t is aligned to 32 bytes \(header-alignment\)$/,
      },
    ],
  },
];
