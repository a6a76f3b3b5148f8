/* Ways for a program to end, by its first argument. */
#include "openbsd.h"

static void handler(i32 signal, struct siginfo *info, struct sigcontext *context)
{
	line("signal", signal);
	line("code", info->code);
	line("address", (i64)info->address);
	(void)context;
	leave(3);
}

static i32 deep(volatile i32 *from, i32 level)
{
	volatile i32 room[256];
	room[level % 256] = level;
	/* The level never comes down to it: this ends where the stack does. */
	return level < 0 ? 0 : deep(room, level + 1) + from[0];
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	volatile i32 zero = 0;
	if (argc > 2)
		for (i32 signal = 4; signal <= 11; signal++)
			if (signal != 9)
				handle(signal, handler, SA_SIGINFO);
	switch (argv[1][0]) {
	case 'n': return *(volatile i32 *)0;
	case 'w': *(volatile char *)"read-only" = 0; break;
	case 'd': return argc / zero;
	case 'i': __asm__ volatile("ud2"); break;
	case 'b': __asm__ volatile("int3"); break;
	case 'h': __asm__ volatile("hlt"); break;
	case 'j': ((void (*)(void))0x123456789000)(); break;
	case 'c': ((void (*)(void))0x8123456789000000)(); break;
	case 'C': return *(volatile i32 *)0x8123456789000000;
	case 'e': ((void (*)(void))envp)(); break;
	case 'z': {
		i64 room = mmap(0, 16UL << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON), zero = call3(5, "/dev/zero", 0, 0);
		for (;;)
			call3(3, zero, room, 16UL << 30);
	}
	case 'l': for (;;) zero = zero + 1;
	case 's': return deep(&zero, 0);
	case 'k': call2(37, call0(20), 9); break;
	case 't': call2(37, call0(20), 15); break;
	case 'p': call4(300, &zero, 0, 0, 0); break;
	case 'm':
		for (;;) {
			i64 room = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON);
			if (room < 0)
				return 4;
			for (i32 at = 0; at < 1 << 20; at += 4096)
				((volatile char *)room)[at] = 1;
		}
	}
	return 0;
}
