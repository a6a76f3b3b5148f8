// Threads that sleep in the kernel, and are woken one by one. The port's own locks spin; its assembly can do this too.

#include "runtime.h"
#include "port.h"
#include "program.h"
#include "example.h"

enum
{
	// Answers of thrwakeup.
	ESRCH = 3,
};

static Lock lock;
static int32 waiting;
static uint32 woken;

// Who has the last number wakes the others.
static void
sleepOrWake(int32 number)
{
	if(number < Threads - 1) {
		// The kernel unlocks it once this thread sleeps: whoever sees `waiting` with the lock held can wake it.
		runtime·lock(&lock);
		waiting++;
		m->locks--;
		if(runtime·sys_thrsleep(&waiting, 0, nil, &lock) != 0)
			runtime·throw("thrsleep");
		runtime·xadd(&woken, 1);
		return;
	}
	for(;;) {
		runtime·lock(&lock);
		if(waiting == Threads - 1)
			break;
		runtime·unlock(&lock);
		runtime·sys_sched_yield();
	}
	runtime·unlock(&lock);
	for(; waiting > 0; waiting--)
		if(runtime·sys_thrwakeup(&waiting, 1) != 0)
			runtime·throw("thrwakeup: a thread is lost");
	if(runtime·sys_thrwakeup(&waiting, 1) != ESRCH)
		runtime·throw("thrwakeup: a thread too many");
}

void
sleepers(void)
{
	together(sleepOrWake);
	runtime·print("sleepers: %d threads were woken\n", woken);
}
