// The handler over every kind of signal, and what installs handlers.

#include "stubs.h"

void runtime·signalstack(byte *, int32);
void os·sigpipe(void);

static uintptr stack[8];
static Sigcontext context;
static Siginfo info;

static void
prepare(int32 code, uintptr address)
{
	memset(&theG, 0, sizeof theG);
	memset(&context, 0, sizeof context);
	memset(&info, 0, sizeof info);
	memset(stack, 0, sizeof stack);
	context.sc_rip = 0x401234;
	context.sc_rsp = (uintptr)&stack[4];
	info.si_code = code;
	memcpy((byte *)&info + 16, &address, 8);
	runtime·panicking = 0;
}

static void
deliver(const char *what, int32 sig, G *gp)
{
	printf("%s\n", what);
	FATAL(runtime·sighandler(sig, &info, &context, gp));
}

static void
showFault(void)
{
	printf("sig %d code %ld address %#lx pc %#lx\n", theG.sig, (long)theG.sigcode0, (long)theG.sigcode1, (long)theG.sigpc);
	printf("rsp down by %ld, on top %#lx, rip %s\n", (long)((uintptr)&stack[4] - context.sc_rsp),
	    (long)*(uintptr *)context.sc_rsp, context.sc_rip == (int64)runtime·sigpanic ? "sigpanic" : "another");
}

int
main(void)
{
	int32 hz[] = { 0, 1, 2, 100, 1000000 };
	int32 i;
	String name;

	g = &theG;
	m = &theM;

	prepare(2, 0x1122334455667788);
	deliver("a fault", SIGSEGV, &theG);
	showFault();
	prepare(1, 0);
	context.sc_rip = 0;
	stack[4] = 0x405678;
	deliver("a call of nil", SIGBUS, &theG);
	showFault();
	prepare(0, 0);
	context.sc_rsp = 0x7000;
	deliver("a tick", SIGPROF, &theG);
	prepare(0, 0);
	queued = true;
	deliver("queued", SIGINT, &theG);
	queued = false;
	deliver("not queued", SIGINT, &theG);
	deliver("not queued, ignorable", SIGCHLD, &theG);
	deliver("fatal", SIGQUIT, &theG);
	printf("panicking %d\n", (int)runtime·panicking);
	deliver("fatal again", SIGQUIT, &theG);
	prepare(0, 0);
	context.sc_rsp = 0x7000;
	context.sc_rax = 0xabcdef0123456789;
	context.sc_gs = 0x2b;
	traces = 1;
	deliver("a fault of nobody", SIGSEGV, nil);

	runtime·initsig(0);
	runtime·initsig(1);
	runtime·initsig(SigQueue);
	for(i = 0; i < 5; i++) {
		printf("resetcpuprofiler %d\n", hz[i]);
		runtime·resetcpuprofiler(hz[i]);
		printf("profilehz %d\n", theM.profilehz);
	}
	os·sigpipe();
	runtime·signalstack((byte *)0x8000, 4096);
	for(i = -1; i <= 33; i += 17) {
		name = runtime·signame(i);
		printf("%d %.*s\n", i, name.len, (char *)name.str);
	}
	runtime·sigignore();
	return 0;
}
