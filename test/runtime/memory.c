// Memory, a word or a byte at a time.

#include "runtime.h"
#include "malloc.h"
#include "program.h"

MStats mstats;
String runtime·emptystring;

bool
runtime·cas(uint32 *p, uint32 old, uint32 new)
{
	return __atomic_compare_exchange_n(p, &old, new, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

uint32
runtime·xadd(uint32 *p, uint32 n)
{
	return __atomic_add_fetch(p, n, __ATOMIC_SEQ_CST);
}

void
runtime·memclr(byte *p, uintptr n)
{
	volatile byte *q;

	// volatile: or else a compiler may take it for memset, and there is none.
	for(q = p; n > 0; n--)
		*q++ = 0;
}

String
runtime·gostringnocopy(byte *s)
{
	String made;

	made.str = s;
	made.len = 0;
	while(s[made.len] != 0)
		made.len++;
	return made;
}

bool
runtime·equal(int8 *s, int8 *t)
{
	for(; *s == *t; s++, t++)
		if(*s == 0)
			return true;
	return false;
}
