// A lock that several threads want at the same time.

#include "runtime.h"
#include "port.h"
#include "program.h"
#include "example.h"

enum
{
	Rounds = 150,
	YieldEvery = 16,
};

static Lock lock;
static volatile int32 total;

// Without the lock, the threads would overwrite each other's sums. Now and then one lets the others run while it has it.
static void
add(int32 number)
{
	int32 i, sum;

	for(i = 0; i < Rounds; i++) {
		runtime·lock(&lock);
		sum = total;
		if((i + number)%YieldEvery == 0)
			runtime·sys_sched_yield();
		total = sum + 1;
		runtime·unlock(&lock);
	}
}

void
locks(void)
{
	together(add);
	runtime·print("locks: %d threads have counted to %d\n", Threads, total);
}
