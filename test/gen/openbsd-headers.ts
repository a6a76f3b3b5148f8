/**
 * The headers of OpenBSD/amd64 of 2011, as far as the port's description is about them: written for these tests, in the
 * ways in which real headers say things (macros, enumerations, members that are macros, names that are not the port's).
 */
export const openbsdHeaders: Readonly<Record<string, string>> = {
  "sys/types.h": `
#ifndef _SYS_TYPES_H_
#define _SYS_TYPES_H_
typedef unsigned int u_int32_t;
typedef int __int32_t;
typedef unsigned long size_t;
typedef long time_t;
typedef long suseconds_t;
typedef int pid_t;
typedef unsigned int uid_t;
#endif
`,
  "sys/mman.h": `
#define PROT_NONE 0x00 /* no permissions */
#define PROT_READ 0x01
#define PROT_WRITE 0x02
#define PROT_EXEC 0x04
#define MAP_SHARED 0x0001
#define MAP_PRIVATE 0x0002
enum { MAP_FIXED = 1 << 4 };
#define MAP_ANON 0x1000
`,
  "sys/time.h": `
#include <sys/types.h>
struct timeval { time_t tv_sec; suseconds_t tv_usec; };
struct itimerval { struct timeval it_interval, it_value; };
#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2
`,
  "sys/unistd.h": "#define _POSIX_VERSION 200809L\n",
  "sys/signal.h": `
#ifndef _SYS_SIGNAL_H_
#define _SYS_SIGNAL_H_
#include <sys/types.h>
#include <machine/mcontext.h>
${[
  "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ",
  "VTALRM PROF WINCH INFO USR1 USR2 THR",
]
  .join(" ")
  .split(" ")
  .map((name, index) => `#define SIG${name} ${String(index + 1)}`)
  .join("\n")}
#define SA_ONSTACK 0x0001
#define SA_RESTART 0x0002
#define SA_SIGINFO 0x0040
typedef unsigned int sigset_t;
typedef struct sigaltstack { void *ss_sp; size_t ss_size; int ss_flags; } stack_t;
union sigval { int sival_int; void *sival_ptr; };
#define SI_MAXSZ 128
#define SI_PAD ((SI_MAXSZ / sizeof(int)) - 3)
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
typedef struct {
  int si_signo;
  int si_code;
  int si_errno;
  union {
    int _pad[SI_PAD];
    struct { pid_t _pid; union sigval _value; } _proc;
    struct { void *_addr; int _trapno; } _fault;
  } _data;
} siginfo_t;
#define si_addr _data._fault._addr
#endif
`,
  "machine/mcontext.h": `
#ifndef _MACHINE_MCONTEXT_H_
#define _MACHINE_MCONTEXT_H_
struct fxsave64;
struct sigcontext {
  long sc_rdi, sc_rsi, sc_rdx, sc_rcx, sc_r8, sc_r9, sc_r10, sc_r11, sc_r12, sc_r13, sc_r14, sc_r15;
  long sc_rbp, sc_rbx, sc_rax, sc_gs, sc_fs, sc_es, sc_ds, sc_trapno, sc_err, sc_rip, sc_cs, sc_rflags, sc_rsp, sc_ss;
  struct fxsave64 *sc_fpstate;
  int sc_onstack;
  int sc_mask;
};
#endif
`,
  "errno.h": "#define EPERM 1\n#define EINTR 4\n",
  "signal.h": "#include <sys/signal.h>\nint kill(pid_t, int);\n",
  "sys/syscall.h": `
#define SYS_exit 1
#define SYS_write 4
#define SYS_kill 37
#define SYS_sigaction 46
#define SYS_munmap 73
#define SYS_setitimer 83
#define SYS_gettimeofday 116
#define SYS_sysarch 165
#define SYS_mmap 197
#define SYS_rfork 251
#define SYS_sigaltstack 288
#define SYS_sched_yield 298
#define SYS_getthrid 299
#define SYS_thrsleep 300
#define SYS_thrwakeup 301
#define SYS_threxit 302
#define SYS_thrsigdivert 303
`,
};
