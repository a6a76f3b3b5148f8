// The end of a program that writes to a broken pipe.

#include "runtime.h"
#include "program.h"
#include "example.h"

extern void os·sigpipe(void);

void
pipe(void)
{
	os·sigpipe();
	runtime·print("pipe: came back\n");
}
