// The allocator's header, as far as mem.c needs it.

#ifndef RUNTIME_MALLOC_H
#define RUNTIME_MALLOC_H

typedef struct MStats MStats;

struct MStats {
	uint64 sys;
};

extern MStats mstats;

void *runtime·SysAlloc(uintptr);
void runtime·SysFree(void *, uintptr);
void runtime·SysUnused(void *, uintptr);
void runtime·SysMap(void *, uintptr);
void *runtime·SysReserve(void *, uintptr);

#endif
