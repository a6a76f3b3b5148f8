// Locks and notes as one thread sees them, threads that start and that do not, panics from signals.

#include "stubs.h"

static void
fault(int32 sig, uintptr code, uintptr address)
{
	theG.sig = sig;
	theG.sigcode0 = code;
	theG.sigcode1 = address;
	printf("%d %ld %#lx: ", sig, (long)code, (long)address);
	FATAL(runtime·sigpanic());
}

int
main(void)
{
	Lock l = { 0 };
	Note n;

	g = &theG;
	m = &theM;

	runtime·lock(&l);
	printf("key %u locks %d\n", l.key, theM.locks);
	freedByYield = &l.key;
	runtime·lock(&l);
	printf("key %u locks %d\n", l.key, theM.locks);
	runtime·unlock(&l);
	printf("key %u locks %d\n", l.key, theM.locks);
	FATAL(runtime·unlock(&l));
	printf("locks %d\n", theM.locks);
	FATAL(runtime·unlock(&l));
	printf("locks %d\n", theM.locks);
	FATAL(runtime·lock(&l));
	theM.locks = 0;

	// Another thread changes the key between the look and the swap: unlock looks again.
	l.key = 1;
	theM.locks = 1;
	lost = 1;
	lostKey = &l.key;
	lostValue = 3;
	runtime·unlock(&l);
	printf("key %u locks %d\n", l.key, theM.locks);

	memset(&n, 0xff, sizeof n);
	runtime·noteclear(&n);
	printf("cleared %u\n", n.lock.key);
	freedByYield = &n.lock.key;
	runtime·notesleep(&n);
	printf("slept %u\n", n.lock.key);
	runtime·noteclear(&n);
	runtime·notewakeup(&n);
	printf("woken %u\n", n.lock.key);
	runtime·notesleep(&n);
	printf("slept %u\n", n.lock.key);
	FATAL(runtime·notewakeup(&n));
	printf("locks %d\n", theM.locks);

	theM.id = 7;
	forked = 1234;
	runtime·newosproc(&theM, &theG, (void *)0x9000, runtime·sigignore);
	printf("tls[0] %u\n", theM.tls[0]);
	forked = -91;
	FATAL(runtime·newosproc(&theM, &theG, (void *)0x9000, runtime·sigignore));
	forked = -35;
	FATAL(runtime·newosproc(&theM, &theG, (void *)0x9000, runtime·sigignore));

	runtime·osinit();
	runtime·goenvs();
	runtime·minit();
	printf("gsignal %d\n", theM.gsignal == &gsignal);

	fault(SIGSEGV, 0, 0);
	fault(SIGSEGV, SEGV_MAPERR, 0xfff);
	fault(SIGSEGV, SEGV_ACCERR, 8);
	fault(SIGSEGV, 3, 8);
	fault(SIGSEGV, SEGV_MAPERR, 0x1000);
	fault(SIGSEGV, SEGV_MAPERR, 0xfedcba9876543210);
	fault(SIGBUS, BUS_ADRERR, 0);
	fault(SIGBUS, BUS_ADRALN, 0);
	fault(SIGBUS, BUS_ADRERR, 0x1000);
	fault(SIGFPE, FPE_INTDIV, 0);
	fault(SIGFPE, FPE_INTOVF, 0);
	fault(SIGFPE, FPE_FLTDIV, 0);
	fault(SIGSYS, 0, 0);
	return 0;
}
