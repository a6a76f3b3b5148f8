// SysAlloc and its relatives over what mmap may answer.

#include "stubs.h"

static void
alloc(const char *what, uintptr answer)
{
	void *got;
	mapped = (uint8 *)answer;
	mstats.sys = 1000;
	printf("SysAlloc, %s\n", what);
	got = runtime·SysAlloc(0x3000);
	printf("%#lx, %ld counted\n", (long)got, (long)mstats.sys - 1000);
}

static void
map(const char *what, uintptr answer)
{
	mapped = (uint8 *)answer;
	mstats.sys = 1000;
	printf("SysMap, %s\n", what);
	FATAL(runtime·SysMap((void *)0x500000, 0x2000));
	printf("%ld counted\n", (long)mstats.sys - 1000);
}

int
main(void)
{
	alloc("an address", 0x7f0000001000);
	alloc("ENOMEM in 64 bits", -12);
	alloc("ENOMEM in 32 bits", 0xfffffff4);
	alloc("the last errno", -4095);
	alloc("the page below the errnos", -4096);
	map("there", 0x500000);
	map("elsewhere", 0x600000);
	map("ENOMEM in 64 bits", -12);
	map("ENOMEM in 32 bits", 0xfffffff4);
	map("EINVAL", -22);
	mapped = (uint8 *)-12;
	printf("SysReserve\n");
	printf("%#lx\n", (long)runtime·SysReserve((void *)0x500000, 0x2000));
	mstats.sys = 0x5000;
	runtime·SysFree((void *)0x500000, 0x2000);
	printf("%#lx left\n", (long)mstats.sys);
	runtime·SysUnused((void *)0x500000, 0x2000);
	printf("%#lx left\n", (long)mstats.sys);
	return 0;
}
