/* More regions than Unicorn has numbers for: pages that differ from their neighbours in what may be done with them. */
#include "openbsd.h"

enum { pages = 6000, size = 4096 };

int main(int argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	i64 base = mmap(0, (u64)pages * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON);
	for (i64 page = 0; page < pages; page++) {
		*(volatile i64 *)(base + page * size) = page;
		if (page % 2 != 0 && call3(74, base + page * size, size, PROT_READ) < 0)
			return 1;
	}
	i64 sum = 0;
	for (i64 page = 0; page < pages; page++)
		sum += *(volatile i64 *)(base + page * size);
	line("sum", sum);
	return 0;
}
