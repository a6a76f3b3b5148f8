// Faults that become panics, by a signal, its handler and sigpanic; and are recovered from.

#include "runtime.h"
#include "program.h"
#include "example.h"

enum
{
	Rounds = 15,
};

// volatile: a compiler that sees a fault coming may do as it likes.
static volatile int32 zero, result, dividend = 1000;
static int32 *volatile nowhere;
static void (*volatile noFunction)(void);

static void
readNil(void *argument)
{
	USED(argument);
	result = *nowhere;
}

static void
writeNil(void *argument)
{
	USED(argument);
	nowhere[100] = 1;
}

static void
callNil(void *argument)
{
	USED(argument);
	noFunction();
}

static void
divideByZero(void *argument)
{
	USED(argument);
	result = dividend/zero;
}

static void
doNothing(void *argument)
{
	USED(argument);
}

// An inner call's panic is not the outer one's.
static void
recoverInside(void *argument)
{
	runtime·protect(readNil, argument);
}

static int8 nilDereference[] = "invalid memory address or nil pointer dereference";
static int8 division[] = "integer divide by zero";

static uint32 recovered;

// Each thread has a signal stack of its own, so all of them can be in a handler at a time.
static void
faultAgainAndAgain(int32 number)
{
	int32 i;
	int8 *panic;

	for(i = 0; i < Rounds; i++) {
		panic = (i + number)%2 == 0 ? runtime·protect(readNil, nil) : runtime·protect(divideByZero, nil);
		if(panic != nil && runtime·equal(panic, (i + number)%2 == 0 ? nilDereference : division))
			runtime·xadd(&recovered, 1);
	}
}

static void
attempt(int8 *what, void (*fn)(void *))
{
	int8 *panic;

	panic = runtime·protect(fn, nil);
	runtime·print("faults: %s: %s\n", what, panic == nil ? "no panic" : panic);
}

void
faults(void)
{
	attempt("reading from nil", readNil);
	attempt("writing to nil", writeNil);
	attempt("calling nil", callNil);
	attempt("dividing by zero", divideByZero);
	attempt("doing nothing", doNothing);
	attempt("recovering inside", recoverInside);
	together(faultAgainAndAgain);
	runtime·print("faults: recovered %d times in %d threads\n", recovered, Threads);
}

// panics does not recover.
void
panics(void)
{
	readNil(nil);
	runtime·print("panics: came back\n");
}
