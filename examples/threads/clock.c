// The time of day.

#include "runtime.h"
#include "program.h"
#include "example.h"

enum
{
	Looks = 50,
	Microseconds = 1000000,
};

void
clock(void)
{
	int64 seconds, now, before;
	int32 microseconds;
	int32 i;

	before = 0;
	for(i = 0; i < Looks; i++) {
		runtime·gettime(&seconds, &microseconds);
		if(microseconds < 0 || microseconds >= Microseconds)
			runtime·throw("a second has a million microseconds");
		now = seconds*Microseconds + microseconds;
		if(now < before)
			runtime·throw("time goes backward");
		before = now;
	}
	runtime·print("clock: time goes forward\n");
}
