/* Threads that count under a spin lock, and sleep until the last has counted. */
#include "openbsd.h"

enum { threads = 8, rounds = 500 };
static volatile u32 lock;
static volatile i64 total;
static volatile u32 sleeping;
static volatile i32 finished;
static volatile double sums[threads];
static char stacks[threads][8192] __attribute__((aligned(16)));

static void acquire(void)
{
	while (__sync_lock_test_and_set(&lock, 1) != 0)
		call0(298);
}

static void release(void) { __sync_lock_release(&lock); }

static void work(void *argument)
{
	i64 id = (i64)argument;
	double sum = 0;
	for (i32 round = 0; round < rounds; round++) {
		acquire();
		i64 seen = total;
		total = seen + 1;
		release();
		sum += 1.0 / (double)(id + 1);
	}
	sums[id] = sum;
	acquire();
	finished++;
	release();
	call2(301, &finished, 0);
}

int main(int argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	for (i64 id = 0; id < threads; id++)
		if (thread(work, (void *)id, stacks[id] + sizeof stacks[id]) < 0)
			return 2;
	for (;;) {
		acquire();
		if (finished == threads)
			break;
		/* thrsleep unlocks. */
		call4(300, &finished, 0, 0, &lock);
	}
	line("total", total);
	for (i32 id = 0; id < threads; id++)
		line("sum", (i64)(sums[id] * 1000));
	return 7;
}
