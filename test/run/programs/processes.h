/* What programs that make processes need. */
#include "openbsd.h"

enum { EINTR = 4, ECHILD = 10, WNOHANG = 1, WUNTRACED = 2, WCONTINUED = 8 };
enum { SIGKILL = 9, SIGTERM = 15, SIGSTOP = 17, SIGCONT = 19, SIGCHLD = 20, SIGUSR1 = 30 };
enum { SA_NOCLDSTOP = 8, SA_NOCLDWAIT = 0x20 };
enum { RFFDG = 1 << 2, RFCFDG = 1 << 12 };

struct rusage { struct timeval user, system; i64 maximum, others[13]; };

/* The second result, in RDX, tells the child: as a libc stub of the time does it. */
static inline i64 forked(i64 number, i64 flags)
{
	i64 second = 77;
	u8 failed;
	__asm__ volatile("syscall\n\tsetc %1"
		: "+a"(number), "=&q"(failed), "+d"(second)
		: "D"(flags)
		: "rcx", "r11", "memory", "cc");
	if (failed)
		return -number;
	return second == 1 ? 0 : number;
}

static inline i64 fork(void) { return forked(2, 0); }
static inline i64 vfork(void) { return forked(66, 0); }
static inline i64 rfork(i64 flags) { return forked(251, flags); }
static inline i64 wait4(i64 pid, i32 *status, i32 options, struct rusage *usage) { return call4(7, pid, status, options, usage); }
static inline i64 execve(const char *path, char **argv, char **envp) { return call3(59, path, argv, envp); }
static inline i64 kill(i64 pid, i32 signal) { return call2(37, pid, signal); }
static inline i64 getpid(void) { return call0(20); }
static inline i64 getppid(void) { return call0(39); }
static inline i64 read(i32 fd, void *bytes, u64 size) { return call3(3, fd, bytes, size); }
static inline i64 close(i32 fd) { return call1(6, fd); }

static inline void pause_for(i64 nanoseconds)
{
	struct timespec time = { (i32)(nanoseconds / 1000000000), nanoseconds % 1000000000 };
	call2(240, &time, 0);
}

/* Waits for one child and says how it ended; ids are told by what they are after one's own. */
static inline void tell_end(i64 pid)
{
	i32 status = -1;
	i64 which = wait4(pid, &status, 0, 0);
	line("child", which < 0 ? which : which - getpid());
	line("status", status);
}
