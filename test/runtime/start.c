// From the process entry to main·main.

#include "runtime.h"
#include "port.h"
#include "program.h"
#include "stack.h"

// The thread-local words, in the order in which the port's assembly has them: g 16 bytes below the FS base, m 8. A
// compiler would be free to swap them.
asm(
	"	.section .tbss, \"awT\", @nobits\n"
	"	.balign 8\n"
	"	.globl g\n"
	"	.type g, @object\n"
	"	.size g, 8\n"
	"g:	.zero 8\n"
	"	.globl m\n"
	"	.type m, @object\n"
	"	.size m, 8\n"
	"m:	.zero 8\n"
	"	.text\n"
);

// The first thread's: its words, and what lies at the FS base.
static uintptr tls0[4];
static M m0;
static G g0;

// The stack of the first thread is the kernel's, and this much of it is there in any case.
enum
{
	FirstStack = 256<<10,
};

int32 runtime·argc;
int8 **runtime·argv;
int8 **runtime·envv;

// start is jumped to with what the kernel left on the stack: argc, argv, nil, envp, nil.
void
runtime·start(void *arguments)
{
	runtime·settls(tls0);
	// A compiler that wants the address of a thread-local word reads the FS base there.
	tls0[2] = (uintptr)&tls0[2];
	m = &m0;
	g = &g0;
	if(tls0[0] != (uintptr)&g0 || tls0[1] != (uintptr)&m0)
		runtime·throw("g and m are not where the assembly has them");
	m->g0 = m->curg = g;
	g->stackbase = arguments;
	g->stackguard = (byte*)arguments - FirstStack + StackGuard;
	runtime·stackcheck();

	runtime·argc = *(int32*)arguments;
	runtime·argv = (int8**)arguments + 1;
	runtime·osinit();
	runtime·goenvs();
	runtime·minit();
	runtime·initsig(0);
	runtime·exit(main·main());
}

void
runtime·goenvs_unix(void)
{
	runtime·envv = runtime·argv + runtime·argc + 1;
}
