/* Runs other programs: what happens is chosen by the first argument, the others are a path and its arguments. */
#include "processes.h"

static char stacks[2][8192] __attribute__((aligned(16)));
static volatile i32 running;

static void handler(i32 signal) { (void)signal; }

static void spin(void *argument)
{
	(void)argument;
	running++;
	for (;;)
		call0(298);
}

static void prepare(void)
{
	mmap((void *)0x700000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANON | MAP_FIXED);
	handle(SIGUSR1, handler, 0);
	handle(SIGTERM, (void *)1, 0);
	struct stack stack = { (u64)stacks[0], sizeof stacks[0], 0 };
	call2(288, &stack, 0);
	call2(48, 3, 1 << 14);
	struct itimerval timer = { { 0, 0 }, { 1000, 0 } };
	call3(83, 0, &timer, 0);
	for (i32 fd = 3; fd < 6; fd++)
		call2(90, 1, fd);
	call3(92, 4, 2, 1);
}

static char *environment[] = { "HOME=/", "WORD=\303\244", 0 };
static char *two[] = { "one", "two", 0 };

/* From another thread than the first. */
static void execute(void *argument)
{
	line("failed", execve(argument, two, environment));
}

static char *long_list[40000];
static char long_word[300000];

static void errors(i32 argc, char **argv)
{
	for (i32 at = 2; at < argc; at++) {
		print(argv[at]);
		line("", execve(argv[at], two, environment));
	}
	line("no path", execve((char *)16, two, environment));
	line("no arguments", execve("/bin/tells", 0, environment));
	line("wild arguments", execve("/bin/tells", (char **)16, environment));
	line("wild environment", execve("/bin/tells", two, (char **)-8L));
	char *wild[] = { "one", (char *)3, 0 };
	line("wild argument", execve("/bin/tells", wild, environment));
	for (u64 at = 0; at < sizeof long_word - 1; at++)
		long_word[at] = 'x';
	char *large[] = { long_word, 0 };
	line("one too long", execve("/bin/tells", large, environment));
	for (i32 at = 0; at < 39999; at++)
		long_list[at] = "seven..";
	line("all too long", execve("/bin/tells", long_list, environment));
	line("with environment", execve("/bin/tells", two, long_list));
	i64 fd = call3(5, "/bin/tells", 1, 0);
	line("being written", execve("/bin/tells", two, environment));
	close((i32)fd);
	print("goes on\n");
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	prepare();
	switch (argv[1][0]) {
	case 'e':
		line("failed", execve(argv[2], argv + 2, environment));
		break;
	case 'n':
		line("failed", execve(argv[2], argv + 2, 0));
		break;
	case 'c':
		if (fork() == 0) {
			execve(argv[2], argv + 2, environment);
			leave(99);
		}
		tell_end(-1);
		break;
	case 'v':
		if (vfork() == 0) {
			print("child\n");
			execve(argv[2], argv + 2, environment);
			leave(99);
		}
		print("parent\n");
		tell_end(-1);
		break;
	case 'w': {
		/* The parent goes on before the child is over. */
		i32 ends[2];
		call1(263, ends);
		if (vfork() == 0) {
			call2(90, ends[0], 0);
			close(ends[1]);
			execve(argv[2], argv + 2, environment);
			leave(99);
		}
		write(ends[1], "x", 1);
		tell_end(-1);
		break;
	}
	case 't':
		thread(spin, 0, stacks[0] + sizeof stacks[0]);
		while (running == 0)
			call0(298);
		thread(execute, argv[2], stacks[1] + sizeof stacks[1]);
		for (;;)
			call0(298);
	case 'x':
		errors(argc, argv);
	}
	return 0;
}
