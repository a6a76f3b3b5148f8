// What the port's C files are called with in these tests: the rest of the runtime, which notes what it is asked for.
// Programs of Linux: RUNTIME_ALLOWS_WORDS_OF_C, because of the C library's headers.

#define RUNTIME_ALLOWS_WORDS_OF_C
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime.h"
#include "defs.h"
#include "os.h"
#include "malloc.h"
#include "stack.h"

__thread G *g;
__thread M *m;
MStats mstats;
uint32 runtime·panicking;
String runtime·emptystring;
extern SigTab runtime·sigtab[];

static G theG, gsignal;
static M theM;

// What does not come back jumps here: `FATAL(call)` makes the call, and goes on behind it in any case.
static jmp_buf fatal;
#define FATAL(call) \
	do { \
		if(setjmp(fatal) == 0) { \
			call; \
			printf("came back\n"); \
		} \
	} while(0)

void runtime·throw(int8 *s) { printf("throw: %s\n", s); longjmp(fatal, 1); }
void runtime·panicstring(int8 *s) { printf("panic: %s\n", s); longjmp(fatal, 1); }
void runtime·exit(int32 status) { printf("exit %d\n", status); longjmp(fatal, 1); }

// The verbs of the runtime's printf: D and X are 64 bits wide.
void
runtime·printf(int8 *format, ...)
{
	va_list list;
	va_start(list, format);
	for(; *format; format++) {
		if(*format != '%') {
			putchar(*format);
			continue;
		}
		switch(*++format) {
		case 'd': printf("%d", va_arg(list, int)); break;
		case 'x': printf("%x", va_arg(list, unsigned)); break;
		case 'D': printf("%lld", va_arg(list, long long)); break;
		case 'X': printf("%llx", va_arg(list, unsigned long long)); break;
		case 'p': printf("%#llx", va_arg(list, unsigned long long)); break;
		case 's': printf("%s", va_arg(list, char *)); break;
		default: printf("no verb %c\n", *format); exit(3);
		}
	}
	va_end(list);
}

void runtime·memclr(byte *p, uintptr n) { memset(p, 0, n); }
int32 runtime·mcount(void) { return 5; }
void runtime·goenvs_unix(void) { printf("goenvs_unix\n"); }
void runtime·siginit(void) { printf("siginit\n"); }
static int32 traces;
int32 runtime·gotraceback(void) { return traces; }
static bool queued;
bool runtime·sigsend(int32 sig) { printf("sigsend %d\n", sig); return queued; }

void
runtime·sigprof(uint8 *pc, uint8 *sp, uint8 *lr, G *gp)
{
	printf("sigprof %p %p %s %s\n", (void *)pc, (void *)sp, lr == nil ? "nil" : "lr", gp == &theG ? "g" : "another g");
}

void
runtime·traceback(uint8 *pc, uint8 *sp, uint8 *lr, G *gp)
{
	printf("traceback %p %p %s %s\n", (void *)pc, (void *)sp, lr == nil ? "nil" : "lr", gp == nil ? "nil" : "g");
}

void runtime·tracebackothers(G *gp) { printf("tracebackothers %s\n", gp == nil ? "nil" : "g"); }

String
runtime·gostringnocopy(byte *s)
{
	String made = { s, (int32)strlen((char *)s) };
	return made;
}

G *
runtime·malg(int32 size)
{
	printf("malg %d\n", size);
	gsignal.stackguard = (byte *)0x10000 + StackGuard;
	return &gsignal;
}

// Compare-and-swap that lets a test fail as many tries as it wants, as another thread would.
static int32 lost;
static uint32 *lostKey;
static uint32 lostValue;
bool
runtime·cas(uint32 *p, uint32 old, uint32 new)
{
	if(lost > 0) {
		lost--;
		if(lostKey == p)
			*p = lostValue;
		return false;
	}
	if(*p != old)
		return false;
	*p = new;
	return true;
}

static uint32 *freedByYield;
void
runtime·sys_sched_yield(void)
{
	printf("yield\n");
	if(freedByYield)
		*freedByYield = 0;
}

static uint8 *mapped;
uint8 *
runtime·mmap(byte *addr, uintptr len, int32 prot, int32 flags, int32 fd, uint32 off)
{
	printf("mmap %#lx %#lx %#x %#x %d %u\n", (long)addr, (long)len, prot, flags, fd, off);
	return mapped;
}

void runtime·munmap(uint8 *addr, uintptr len) { printf("munmap %#lx %#lx\n", (long)addr, (long)len); }

// What the kernel makes of it: EINVAL unless both times are below a second in their microseconds.
static int32
isTime(Timeval *time)
{
	return time->tv_sec >= 0 && time->tv_usec >= 0 && time->tv_usec < 1000000;
}

void
runtime·setitimer(int32 which, Itimerval *new, Itimerval *old)
{
	printf("setitimer %d every %ld.%06ld first %ld.%06ld%s%s\n", which, (long)new->it_interval.tv_sec,
	    (long)new->it_interval.tv_usec, (long)new->it_value.tv_sec, (long)new->it_value.tv_usec,
	    isTime(&new->it_interval) && isTime(&new->it_value) ? "" : " EINVAL", old == nil ? "" : " old");
}

void runtime·sighandler(int32, Siginfo *, void *, G *);
void runtime·sigignore(void);
void runtime·sigtramp(void) { printf("sigtramp\n"); }

// As the kernel reads it, and not as the port declares it.
void
runtime·sigaction(int32 sig, struct sigaction *new, struct sigaction *old)
{
	void *handler;
	uint32 mask;
	int32 flags;
	const char *name;
	memcpy(&handler, (byte *)new, 8);
	memcpy(&mask, (byte *)new + 8, 4);
	memcpy(&flags, (byte *)new + 12, 4);
	name = handler == (void *)runtime·sigtramp ? "sigtramp"
	    : handler == (void *)runtime·sighandler ? "sighandler"
	    : handler == (void *)runtime·sigignore ? "sigignore"
	    : handler == SIG_DFL ? "SIG_DFL"
	    : handler == SIG_IGN ? "SIG_IGN" : "?";
	printf("sigaction %d %s mask %x flags %#x%s\n", sig, name, mask, flags, old == nil ? "" : " old");
}

void
runtime·sigaltstack(Sigaltstack *new, Sigaltstack *old)
{
	printf("sigaltstack %#lx %ld %d%s\n", (long)new->ss_sp, (long)new->ss_size, new->ss_flags, old == nil ? "" : " old");
}

void runtime·raisesigpipe(void) { printf("raisesigpipe\n"); }

static int64 forked;
int64
runtime·rfork_thread(int32 flags, void *stack, M *mm, G *gg, void (*fn)(void))
{
	printf("rfork_thread %#x %#lx %s %s %s\n", flags, (long)stack, mm == &theM ? "m" : "another m",
	    gg == &theG ? "g" : "another g", fn == runtime·sigignore ? "fn" : "another fn");
	return forked;
}
