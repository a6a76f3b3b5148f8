// Memory as an allocator gets it: anywhere, at a place of its own, and not at all.

#include "runtime.h"
#include "malloc.h"
#include "program.h"
#include "example.h"

#define KiB ((uintptr)1<<10)
#define GiB ((uintptr)1<<30)
#define TiB ((uintptr)1<<40)

// Where the runtime of 2011 had its heap.
#define ARENA ((void*)0xf800000000)

static void
anywhere(void)
{
	uintptr i, n, sum, counted;
	uint64 *p;

	n = 256*KiB/sizeof *p;
	counted = mstats.sys;
	p = runtime·SysAlloc(256*KiB);
	if(p == nil)
		runtime·throw("no memory");
	counted = mstats.sys - counted;
	sum = 0;
	for(i = 0; i < n; i++)
		sum |= p[i];
	for(i = 0; i < n; i++)
		p[i] = i;
	for(i = 0; i < n; i++)
		if(p[i] != i)
			runtime·throw("memory forgets");
	runtime·SysFree(p, 256*KiB);
	runtime·print("memory: %D KiB with %s in it\n", counted/KiB, sum == 0 ? "zeroes" : "something");
}

static void
arena(void)
{
	byte *p;
	uintptr at;
	int32 pages;

	p = runtime·SysReserve(ARENA, 16*GiB);
	runtime·SysMap(p, 16*GiB);
	pages = 0;
	for(at = 0; at < 16*GiB; at += GiB) {
		p[at] = 1 + at/GiB;
		p[at + GiB - 1] = 101 + at/GiB;
	}
	for(at = 0; at < 16*GiB; at += GiB) {
		if(p[at] == 1 + at/GiB && p[at + 1] == 0)
			pages++;
		if(p[at + GiB - 1] == 101 + at/GiB && p[at + GiB - 2] == 0)
			pages++;
	}
	runtime·SysFree(p, 16*GiB);
	runtime·print("memory: 16 GiB at %p, of which %d pages are used\n", p, pages);
}

// More than there are addresses. The port of 2011 takes the errno for the memory, and the program dies of it.
static void
tooMuch(void)
{
	byte *p;

	p = runtime·SysAlloc(128*TiB);
	if(p != nil) {
		runtime·print("memory: 128 TiB at %p\n", p);
		p[0] = 1;
	}
	runtime·print("memory: 128 TiB are not to be had\n");
}

void
memory(void)
{
	uintptr counted;

	counted = mstats.sys;
	anywhere();
	arena();
	tooMuch();
	if(mstats.sys != counted)
		runtime·print("memory: %D bytes are counted that nobody has\n", mstats.sys - counted);
}

// conflict maps the same place twice. SysMap leaves what is there alone, and ends the process.
void
conflict(void)
{
	runtime·SysMap(ARENA, 256*KiB);
	runtime·SysMap(ARENA, 256*KiB);
	runtime·print("conflict: came back\n");
}

// exhaust wants more than there are addresses, at a place of its own.
void
exhaust(void)
{
	runtime·SysMap(ARENA, 128*TiB);
	runtime·print("exhaust: came back\n");
}
