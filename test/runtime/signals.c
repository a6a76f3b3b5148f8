// What comes of signals that are no faults.

#include "runtime.h"
#include "program.h"
#include "stack.h"

uint32 runtime·ticks;
uint32 runtime·straysOfTicks;

// Nobody here can ask for signals, so there is no queue to make, and sigsend refuses each of them.
void
runtime·siginit(void)
{
}

bool
runtime·sigsend(int32 sig)
{
	USED(sig);
	return false;
}

// sigprof is called by the handler for every tick, with what was interrupted. It runs as m->gsignal, on its stack.
void
runtime·sigprof(uint8 *pc, uint8 *sp, uint8 *lr, G *gp)
{
	byte here;
	byte *volatile handler;

	USED(lr);
	handler = &here;
	if(g != m->gsignal || handler < g->stackguard - StackGuard || handler >= g->stackbase)
		runtime·xadd(&runtime·straysOfTicks, 1);
	else if(pc == nil || gp != m->curg || sp < gp->stackguard - StackGuard || sp >= gp->stackbase)
		runtime·xadd(&runtime·straysOfTicks, 1);
	runtime·xadd(&runtime·ticks, 1);
}
