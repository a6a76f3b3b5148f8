// A program on the port, in C: what a language's runtime needs of a system, part by part.
//
//	threads			all parts
//	threads memory notes	these
//
// Its status is the number of parts that it has run.

#include "runtime.h"
#include "program.h"
#include "example.h"

typedef struct Part Part;
struct Part
{
	int8 *name;
	void (*run)(void);
	bool ends;	// the process, so it is not for everyday use
};

static Part parts[] = {
	{"memory", memory, false},
	{"clock", clock, false},
	{"locks", locks, false},
	{"notes", notes, false},
	{"sleepers", sleepers, false},
	{"ends", ends, false},
	{"faults", faults, false},
#ifndef NO_FLOATS
	{"floats", floats, false},
#endif
	{"profile", profile, false},
	{"panics", panics, true},
	{"conflict", conflict, true},
	{"exhaust", exhaust, true},
	{"pipe", pipe, true},
};

enum
{
	UsageStatus = 64,
};

static void
runNamed(int8 *name)
{
	uint32 i;

	for(i = 0; i < nelem(parts); i++) {
		if(runtime·equal(parts[i].name, name)) {
			parts[i].run();
			return;
		}
	}
	runtime·printf("threads: there is no part %s\n", name);
	runtime·exit(UsageStatus);
}

int32
main·main(void)
{
	int32 i;
	int32 count;

	if(runtime·argc > 1) {
		for(i = 1; i < runtime·argc; i++)
			runNamed(runtime·argv[i]);
		return runtime·argc - 1;
	}
	count = 0;
	for(i = 0; i < (int32)nelem(parts); i++) {
		if(!parts[i].ends) {
			parts[i].run();
			count++;
		}
	}
	return count;
}
