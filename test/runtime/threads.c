// Goroutines, one to a thread: this runtime has no scheduler of its own.

#include "runtime.h"
#include "malloc.h"
#include "port.h"
#include "program.h"
#include "stack.h"

enum
{
	GoroutineStack = 64<<10,
};

// It guards the count, and what counts memory.
static Lock sched;
static int32 mcount = 1;

int32
runtime·mcount(void)
{
	return mcount;
}

// allocate is SysAlloc for several threads at a time: SysAlloc counts, and locks nothing.
static void*
allocate(uintptr n)
{
	void *p;

	runtime·lock(&sched);
	p = runtime·SysAlloc(n);
	runtime·unlock(&sched);
	if(p == nil)
		runtime·throw("out of memory");
	return p;
}

// malg makes a goroutine with a stack, and lies at the stack's upper end itself.
G*
runtime·malg(int32 stacksize)
{
	byte *stack;
	G *gp;

	stack = allocate(stacksize + sizeof *gp);
	gp = (G*)(stack + stacksize);
	gp->stackguard = stack + StackGuard;
	gp->stackbase = stack + stacksize;
	return gp;
}

static M*
newm(void)
{
	M *mp;
	uintptr *base;

	mp = allocate(sizeof *mp);
	runtime·lock(&sched);
	mp->id = mcount++;
	runtime·unlock(&sched);
	// The FS base will be here, above g and m: a compiler that wants their addresses reads it there.
	base = (uintptr*)mp->tls + 2;
	*base = (uintptr)base;
	return mp;
}

// mstart is where new threads begin. When it returns, rfork_thread ends the thread.
static void
mstart(void)
{
	runtime·minit();
	g->entry(g->argument);
}

void
runtime·go(void (*fn)(void *), void *argument)
{
	M *mp;
	G *gp;

	gp = runtime·malg(GoroutineStack);
	gp->entry = fn;
	gp->argument = argument;
	mp = newm();
	mp->g0 = mp->curg = gp;
	runtime·newosproc(mp, gp, gp->stackbase, mstart);
}

// stackcheck is called by a thread, once it has its g, on the stack that it is to have.
void
runtime·stackcheck(void)
{
	byte here;
	byte *volatile sp;

	sp = &here;
	if(sp < g->stackguard || sp >= g->stackbase)
		runtime·throw("a thread is not on the stack of its goroutine");
}
