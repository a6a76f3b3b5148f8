// Several threads at once.

#include "runtime.h"
#include "program.h"
#include "example.h"

typedef struct Worker Worker;
struct Worker
{
	void (*fn)(int32 number);
	int32 number;
	Note done;
};

static void
work(void *argument)
{
	Worker *worker;

	worker = argument;
	worker->fn(worker->number);
	// The last use of worker: it is on the stack of somebody who waits for this.
	runtime·notewakeup(&worker->done);
}

void
together(void (*fn)(int32 number))
{
	Worker workers[Threads];
	int32 i;

	for(i = 0; i < Threads; i++) {
		workers[i].fn = fn;
		workers[i].number = i;
		runtime·noteclear(&workers[i].done);
		runtime·go(work, &workers[i]);
	}
	for(i = 0; i < Threads; i++)
		runtime·notesleep(&workers[i].done);
}
