// Ticks of the profiling timer, while several threads are busy.

#include "runtime.h"
#include "defs.h"
#include "port.h"
#include "program.h"
#include "example.h"

enum
{
	Hertz = 100,
	Ticks = 1,
};

static uint32 ready;

// The profiler starts when all threads have their signal stacks: the port of 2011 does not block signals while a thread
// starts, and one that came then would be taken for its parent's.
static void
spin(int32 number)
{
	uint32 volatile *ticks;

	runtime·xadd(&ready, 1);
	if(number == 0) {
		while(runtime·xadd(&ready, 0) < Threads)
			runtime·sys_sched_yield();
		runtime·resetcpuprofiler(Hertz);
	}
	ticks = &runtime·ticks;
	while(*ticks < Ticks)
		;
	if(number == 0)
		runtime·resetcpuprofiler(0);
}

// The port of 2011 asks for a million microseconds, and gets nothing.
static void
oncePerSecond(void)
{
	static Itimerval off;
	Itimerval old;

	runtime·resetcpuprofiler(1);
	runtime·setitimer(ITIMER_PROF, &off, &old);
	runtime·resetcpuprofiler(0);
	runtime·print("profile: 1 Hz is every %D s\n", old.it_interval.tv_sec);
}

void
profile(void)
{
	oncePerSecond();
	together(spin);
	runtime·print("profile: ticks have come, %d of them not on a signal stack\n", runtime·straysOfTicks);
}
