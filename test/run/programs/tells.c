/* Tells what a program finds when it starts. */
#include "processes.h"

int main(int argc, char **argv, char **envp)
{
	char byte;
	if (argc == 2 && argv[1][0] == '-' && argv[1][1] == 'r')
		line("read", read(0, &byte, 1));
	line("arguments", argc);
	for (i32 at = 0; at < argc; at++) {
		print(argv[at]);
		print("\n");
	}
	while (*envp != 0) {
		print(*envp++);
		print("\n");
	}
	/* What may have come over from the program before. */
	struct sigaction action;
	call3(46, SIGUSR1, 0, &action);
	line("handler", (i64)action.handler);
	call3(46, SIGTERM, 0, &action);
	line("ignored", (i64)action.handler);
	struct stack stack;
	call2(288, 0, &stack);
	line("stack", stack.flags);
	line("mask", call2(48, 1, 0));
	line("thread", call0(299) == getpid());
	for (i32 fd = 3; fd < 10; fd++)
		if (call3(92, fd, 1, 0) >= 0)
			line("open", fd);
	struct itimerval timer;
	call2(86, 0, &timer);
	line("timer", timer.value.sec);
	line("old memory", call3(4, 1, 0x700000000, 1));
	/* Its own data: not that of the program before. */
	static i32 data = 7, zero;
	line("data", data++ + zero++);
	return argc;
}
