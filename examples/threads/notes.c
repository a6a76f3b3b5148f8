// A token that goes around: each thread sleeps until it is its turn, and wakes the next.

#include "runtime.h"
#include "program.h"
#include "example.h"

enum
{
	Rounds = 8,
};

static Note turn[Threads];
static int32 passed;
static int32 outOfOrder;

static void
passOn(int32 number)
{
	int32 i;

	for(i = 0; i < Rounds; i++) {
		runtime·notesleep(&turn[number]);
		runtime·noteclear(&turn[number]);
		if(passed != i*Threads + number)
			outOfOrder++;
		passed++;
		runtime·notewakeup(&turn[(number + 1)%Threads]);
	}
}

void
notes(void)
{
	int32 i;

	for(i = 0; i < Threads; i++)
		runtime·noteclear(&turn[i]);
	runtime·notewakeup(&turn[0]);
	together(passOn);
	runtime·print("notes: passed on %d times, %d of them out of order\n", passed, outOfOrder);
}
