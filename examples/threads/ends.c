// The end of a thread: what it has done stays, and nothing else happens.

#include "runtime.h"
#include "port.h"
#include "program.h"
#include "example.h"

typedef struct Trace Trace;
struct Trace
{
	int32 left;
	int32 arrived;
};

enum
{
	Sign = 12345,
	Patience = 60,
};

static volatile Trace trace;

// The address of `trace` is in DI, where the first argument is passed, and stays there until the thread ends. The port
// of 2011 hands to threxit what it finds in DI, and threxit takes that for the address of a word that it is to clear.
static void
leaveTrace(void *argument)
{
	volatile Trace *t;

	t = argument;
	t->left = Sign;
	t->arrived = 1;
}

void
ends(void)
{
	int32 i;

	runtime·go(leaveTrace, (void*)&trace);
	while(!trace.arrived)
		runtime·sys_sched_yield();
	for(i = 0; i < Patience && trace.left == Sign; i++)
		runtime·sys_sched_yield();
	runtime·print("ends: a thread has left %d behind\n", trace.left);
}
