/* Every system call, with arguments that are wild: none may do more than fail. */
#include "openbsd.h"

static u64 state = 88172645463325252UL;

static u64 random64(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static char page[4096] __attribute__((aligned(4096)));

static i64 wild(void)
{
	switch (random64() % 14) {
	case 0: return 0;
	case 1: return 1;
	case 2: return -1;
	case 3: return 3;
	case 4: return (i64)random64();
	case 5: return (i64)(random64() >> 17);
	case 6: return 0x7f7fffffcL << 12;
	case 7: return (i64)0x8000000000000000UL;
	case 8: return 0x7fffffffffffffffL;
	case 9: return (i64)(page + sizeof page - 3);
	case 10: return 0x10000;
	case 11: return 4095;
	case 12: return (i64)wild;
	default: return (i64)page;
	}
}

/* Calls that end the program, or make it another one. */
static i32 left_out(i32 number)
{
	return number == 1 || number == 2 || number == 66 || number == 103 || number == 251 || number == 302;
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	i64 calls = 0, failed = 0;
	for (const char *digit = argc > 1 ? argv[1] : "1"; *digit != 0; digit++)
		state = state * 10 + (u64)(*digit - '0');
	/* Its own memory stays: a call that unmaps or protects it by chance would be a program's mistake. */
	for (i32 round = 0; round < 40; round++)
		for (i32 number = 0; number < 360; number++) {
			if (left_out(number) || number == 37 || number == 73 || number == 74 || number == 197 || number == 198 || number == 0)
				continue;
			/* These may sleep for ever, or make a pipe that others sleep on. */
			if (number == 135 || number == 263 || number == 111 || number == 303 || number == 300 || number == 240 || number == 93 || number == 252 || number == 270)
				continue;
			/* Descriptors 1 and 2 tell how it went. */
			i64 first = wild();
			if (first == 1 || first == 2)
				first = 77;
			if (number == 90 || number == 287)
				first = -1;
			i64 result = call6(number, first, wild(), wild(), wild(), wild(), wild());
			calls++;
			failed += result < 0;
		}
	line("calls", calls);
	print(failed > calls / 2 ? "most failed\n" : "most worked?\n");
	return 0;
}
