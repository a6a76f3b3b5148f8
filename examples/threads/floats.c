// Floating-point computations in several threads. Each has its own registers, or the numbers would come out otherwise.

#include "runtime.h"
#include "port.h"
#include "program.h"
#include "example.h"

enum
{
	Rounds = 400,
	YieldEvery = 25,
};

static float64 results[Threads];

// The logistic map, where it is chaotic: the least difference in any round makes another number at the end.
static void
iterate(int32 number)
{
	float64 x, y;
	int32 i;

	x = (number + 1)/10.0;
	y = (number + 1)/7.0;
	for(i = 0; i < Rounds; i++) {
		x = 3.9*x*(1 - x);
		y = 3.8*y*(1 - y);
		if(i%YieldEvery == number)
			runtime·sys_sched_yield();
	}
	results[number] = x + y;
}

void
floats(void)
{
	union { float64 number; uint64 bits; } result;
	int32 i;

	together(iterate);
	for(i = 0; i < Threads; i++) {
		result.number = results[i];
		runtime·print("floats: thread %d has %X\n", i, result.bits);
	}
}
