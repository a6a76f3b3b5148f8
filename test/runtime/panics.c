// What goes wrong: panics, which a goroutine can recover from, and throws, which end the process.

#include "runtime.h"
#include "malloc.h"
#include "port.h"
#include "program.h"

uint32 runtime·panicking;

enum
{
	PanicStatus = 2,
};

// A call of protect that has not come back yet.
typedef struct Recovery Recovery;
struct Recovery
{
	void *sp;
	Recovery *outer;
};

// callrecoverably stores SP, calls fn(argument) and returns nil. resume goes back to that SP, and has it return `panic`.
// Between the two lie the registers that a function has to keep.
int8 *callrecoverably(void (*fn)(void *), void *argument, void **sp);
void resume(void *sp, int8 *panic) __attribute__((noreturn));
asm(
	"	.type callrecoverably, @function\n"
	"callrecoverably:\n"
	"	pushq %rbx\n"
	"	pushq %rbp\n"
	"	pushq %r12\n"
	"	pushq %r13\n"
	"	pushq %r14\n"
	"	pushq %r15\n"
	"	subq $8, %rsp\n"
	"	movq %rsp, (%rdx)\n"
	"	movq %rdi, %rax\n"
	"	movq %rsi, %rdi\n"
	"	callq *%rax\n"
	"	xorl %eax, %eax\n"
	"0:	addq $8, %rsp\n"
	"	popq %r15\n"
	"	popq %r14\n"
	"	popq %r13\n"
	"	popq %r12\n"
	"	popq %rbp\n"
	"	popq %rbx\n"
	"	retq\n"
	"	.size callrecoverably, .-callrecoverably\n"
	"	.type resume, @function\n"
	"resume:\n"
	"	movq %rdi, %rsp\n"
	"	movq %rsi, %rax\n"
	"	jmp 0b\n"
	"	.size resume, .-resume\n"
);

int8*
runtime·protect(void (*fn)(void *), void *argument)
{
	Recovery here;
	int8 *panic;

	here.outer = g->recovery;
	g->recovery = &here;
	panic = callrecoverably(fn, argument, &here.sp);
	g->recovery = here.outer;
	return panic;
}

void
runtime·panicstring(int8 *s)
{
	if(g->recovery != nil)
		resume(g->recovery->sp, s);
	runtime·panicking = 1;
	runtime·printf("panic: %s\n", s);
	if(g->sig != 0)
		runtime·printf("[signal %d code=%p addr=%p]\n", g->sig, g->sigcode0, g->sigcode1);
	runtime·exit(PanicStatus);
}

void
runtime·throw(int8 *s)
{
	runtime·panicking = 1;
	runtime·printf("throw: %s\n", s);
	runtime·exit(PanicStatus);
}

// Who wants to see registers and stacks? Everybody, as in 2011 without GOTRACEBACK=0.
int32
runtime·gotraceback(void)
{
	return 1;
}

// Without tables of frames there is only the innermost one to tell of.
void
runtime·traceback(uint8 *pc, uint8 *sp, uint8 *lr, G *gp)
{
	USED(lr);
	runtime·printf("at %p, stack %p of %p to %p\n", pc, sp, gp == nil ? nil : gp->stackguard, gp == nil ? nil : gp->stackbase);
}

void
runtime·tracebackothers(G *gp)
{
	USED(gp);
	runtime·printf("one of %d threads so far\n", runtime·mcount());
}
