/* Processes: what happens is chosen by the first argument. */
#include "processes.h"

static volatile i32 shared_value = 5;
static volatile i32 signals;
static volatile i64 seen;

static void on_child(i32 signal)
{
	(void)signal;
	signals++;
	i32 status = 0;
	i64 which;
	while ((which = wait4(-1, &status, WNOHANG, 0)) > 0)
		seen += status >> 8;
}

static void count(i32 signal)
{
	(void)signal;
	signals++;
}

static i64 leaves(i32 status)
{
	i64 child = fork();
	if (child == 0)
		leave(status);
	return child;
}

/* Sleeps until a signal ends it. */
static i64 sleeps(void)
{
	i64 child = fork();
	if (child == 0)
		for (;;)
			call1(111, 0);
	return child;
}

static void apart(void)
{
	i64 child = fork();
	if (child == 0) {
		shared_value++;
		handle(SIGUSR1, count, 0);
		line("child sees", shared_value);
		line("its parent", getpid() - getppid());
		leave(3);
	}
	i32 status;
	struct rusage usage;
	line("waited", wait4(child, &status, 0, &usage) == child);
	line("status", status);
	line("parent sees", shared_value);
	struct sigaction action;
	call3(46, SIGUSR1, 0, &action);
	line("handler of the child", (i64)action.handler);
	line("time used", usage.user.sec == 0 && usage.user.usec >= 0);
	line("memory used", usage.maximum > 0);
	line("again", wait4(child, &status, 0, 0));
}

static void floats(void)
{
	double half = 0.5;
	__asm__ volatile("" : "+x"(half));
	i64 child = fork();
	if (child != 0)
		call0(298);
	i64 result = (i64)(84 * half);
	if (child == 0) {
		line("half of 84", result);
		leave(1);
	}
	/* A line is several writes: not both at once. */
	tell_end(child);
	line("half of 84", result);
}

static void pipes(void)
{
	i32 ends[2], back[2];
	char text[64];
	call1(263, ends);
	call1(263, back);
	if (fork() == 0) {
		close(ends[1]);
		close(back[0]);
		i64 sum = 0, got;
		while ((got = read(ends[0], text, sizeof text)) > 0)
			for (i64 at = 0; at < got; at++)
				sum += text[at];
		call3(4, back[1], &sum, 8);
		leave(0);
	}
	close(ends[0]);
	close(back[1]);
	i64 sum = 0, expected = 0;
	static char block[1000];
	for (i32 round = 0; round < 100; round++) {
		for (i32 at = 0; at < 1000; at++)
			expected += block[at] = (char)((round + at) % 100);
		write(ends[1], block, sizeof block);
	}
	close(ends[1]);
	line("read", read(back[0], &sum, 8));
	line("right", sum == expected);
	line("end", read(back[0], &sum, 8));
	tell_end(-1);
}

static void statuses(void)
{
	tell_end(leaves(0));
	tell_end(leaves(255));
	tell_end(leaves(256 + 7));
	i64 child = sleeps();
	kill(child, SIGTERM);
	tell_end(child);
	if ((child = fork()) == 0)
		*(volatile i32 *)0 = 0;
	tell_end(child);
	line("none left", wait4(-1, 0, 0, 0));
	line("wild options", wait4(-1, 0, 0x40, 0));
}

static void groups(void)
{
	i64 one = sleeps(), two = sleeps();
	line("setpgid", call2(82, two, two));
	line("group of one", call1(207, one) == getpid());
	line("group of two", call1(207, two) == two);
	line("no such group", wait4(-77, 0, 0, 0));
	line("nobody yet", wait4(-two, 0, WNOHANG, 0));
	kill(-two, SIGKILL);
	line("by group", wait4(-two, 0, 0, 0) == two);
	line("gone", kill(two, 0));
	line("group gone", kill(-two, 0));
	line("not in mine", wait4(0, 0, WNOHANG, 0));
	kill(-1, SIGKILL);
	line("by own group", wait4(0, 0, 0, 0) == one);
	line("all gone", kill(-1, 0));
	handle(SIGUSR1, count, 0);
	one = sleeps();
	kill(0, SIGUSR1);
	line("signals", signals);
	kill(one, SIGKILL);
	tell_end(one);
}

static void zombies(void)
{
	i64 child = leaves(9);
	pause_for(100000000);
	line("cannot be killed", kill(child, SIGKILL));
	i32 status = 0;
	line("no hang", wait4(child, &status, WNOHANG, 0) == child);
	line("status", status);
	line("no child", wait4(child, &status, WNOHANG, 0));
	child = sleeps();
	line("lives", wait4(-1, &status, WNOHANG, 0));
	kill(child, SIGKILL);
	line("wild status", wait4(child, (i32 *)16, 0, 0));
	line("wild usage", wait4(child, &status, 0, (struct rusage *)-1));
	line("still there", wait4(child, &status, 0, 0) == child);
	line("status", status);
}

static void handlers(void)
{
	handle(SIGCHLD, on_child, SA_RESTART);
	for (i32 number = 1; number <= 20; number++)
		leaves(number);
	while (seen < 210)
		pause_for(10000000);
	line("statuses", seen);
	line("some signals", signals > 0 && signals <= 20);
	signals = 0;
	handle(SIGCHLD, count, 0);
	if (fork() == 0) {
		pause_for(50000000);
		leave(1);
	}
	line("interrupted", wait4(-1, 0, 0, 0));
	tell_end(-1);
	handle(SIGCHLD, count, SA_RESTART);
	if (fork() == 0) {
		pause_for(50000000);
		leave(2);
	}
	i32 status;
	line("restarted", wait4(-1, &status, 0, 0) > 0);
	line("status", status);
	line("signals", signals);
}

static void unseen(void)
{
	handle(SIGCHLD, count, SA_NOCLDWAIT);
	leaves(1);
	line("no zombie", wait4(-1, 0, 0, 0));
	handle(SIGCHLD, (void *)1, 0);
	leaves(1);
	line("ignored", wait4(-1, 0, 0, 0));
	line("signals", signals);
	handle(SIGCHLD, count, 0);
	i64 child = rfork(RFPROC | RFFDG | RFNOWAIT);
	if (child == 0) {
		pause_for(50000000);
		line("its parent", getppid() != 1);
		leave(4);
	}
	line("not even asked for", wait4(child, 0, WNOHANG, 0));
	line("not to be waited for", wait4(child, 0, 0, 0));
	pause_for(100000000);
	line("signals", signals);
}

static void orphans(void)
{
	if (fork() == 0) {
		if (fork() == 0) {
			pause_for(100000000);
			line("orphan of", getppid());
			leave(8);
		}
		leave(0);
	}
	tell_end(-1);
	line("not mine", wait4(-1, 0, 0, 0));
}

static void many(void)
{
	i64 sum = 0;
	i32 status;
	for (i32 round = 0; round < 4; round++) {
		for (i32 number = 0; number < 10; number++)
			leaves(number);
		for (i32 number = 0; number < 10; number++)
			if (wait4(-1, &status, 0, 0) > 0)
				sum += status >> 8;
	}
	line("sum", sum);
	volatile struct { u64 current, most; } limit;
	limit.current = 3;
	limit.most = 100;
	call2(195, 7, &limit);
	line("two", sleeps() > 0 && sleeps() > 0);
	line("too many", fork());
	kill(-1, SIGKILL);
	tell_end(-1);
	tell_end(-1);
}

static void stops(void)
{
	handle(SIGCHLD, count, SA_RESTART);
	i64 child = fork();
	i32 status = 0;
	if (child == 0) {
		kill(getpid(), SIGSTOP);
		leave(6);
	}
	line("stopped", wait4(child, &status, WUNTRACED, 0) == child);
	line("status", status);
	line("told once", wait4(child, &status, WUNTRACED | WNOHANG, 0));
	line("signals", signals);
	kill(child, SIGCONT);
	line("continued", wait4(child, &status, WCONTINUED, 0) == child);
	line("status", status);
	tell_end(child);
	handle(SIGCHLD, count, SA_RESTART | SA_NOCLDSTOP);
	signals = 0;
	child = sleeps();
	kill(child, SIGSTOP);
	pause_for(50000000);
	line("signals", signals);
	kill(child, SIGTERM);
	pause_for(50000000);
	line("still stopped", wait4(child, &status, WNOHANG, 0));
	kill(child, SIGKILL);
	tell_end(child);
}

static void vforks(void)
{
	i64 child = vfork();
	if (child == 0) {
		pause_for(100000000);
		print("child first\n");
		leave(2);
	}
	print("then the parent\n");
	tell_end(child);
}

static void descriptors(void)
{
	i32 ends[2];
	call1(263, ends);
	char byte = 'x';
	if (rfork(RFPROC | RFFDG) == 0) {
		close(ends[0]);
		leave(0);
	}
	wait4(-1, 0, 0, 0);
	line("a copy", call3(4, ends[1], &byte, 1));
	if (rfork(RFPROC) == 0) {
		close(ends[0]);
		leave(0);
	}
	wait4(-1, 0, 0, 0);
	line("shared", read(ends[0], &byte, 1));
	if (rfork(RFPROC | RFCFDG) == 0)
		leave(close(ends[1]) == -9 ? 1 : 0);
	tell_end(-1);
	line("both", rfork(RFPROC | RFCFDG | RFFDG));
	line("none", rfork(0));
}

static char stacks[3][8192] __attribute__((aligned(16)));
static volatile i64 counted[3];

static void counts(void *argument)
{
	for (;;)
		counted[(i64)argument]++;
}

static void threads(void)
{
	for (i64 id = 0; id < 3; id++)
		thread(counts, (void *)id, stacks[id] + sizeof stacks[id]);
	while (counted[0] == 0 || counted[1] == 0 || counted[2] == 0)
		call0(298);
	i64 child = fork();
	if (child == 0) {
		i64 before = counted[0] + counted[1] + counted[2];
		pause_for(50000000);
		for (i32 round = 0; round < 100; round++)
			call0(298);
		line("alone", before == counted[0] + counted[1] + counted[2]);
		line("thread id", call0(299) == getpid());
		leave(5);
	}
	tell_end(child);
	i64 before = counted[1];
	while (counted[1] == before)
		call0(298);
	print("the others go on\n");
}

static void fill(i64 size)
{
	i64 room = mmap(0, (u64)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON);
	/* More than once: memory is looked at now and then only. */
	for (i32 round = 0; round < 20; round++)
		for (i64 at = 0; at < size; at += 4096)
			((volatile char *)room)[at] = 1;
}

static void memory(void)
{
	/* Each for itself could have it, but together it is too much: the one that asks for more is ended. */
	fill(20 << 20);
	i64 child = fork();
	if (child == 0) {
		fill(30 << 20);
		leave(1);
	}
	tell_end(child);
	fill(20 << 20);
	/* What nobody has touched costs nothing, nor does it in a child. */
	mmap(0, 4UL << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON);
	tell_end(leaves(1));
}

static void together(void)
{
	line("one memory", rfork(RFPROC | RFMEM));
	volatile i32 *shared = (i32 *)mmap(0, 4096, PROT_READ | PROT_WRITE, 1 | MAP_ANON);
	if (fork() == 0) {
		*shared = 1;
		leave(0);
	}
	tell_end(-1);
	line("shared", *shared);
}

static void leftovers(char how)
{
	if (fork() != 0)
		leave(11);
	pause_for(100000000);
	print("left behind\n");
	switch (how) {
	case 'p': for (;;) call1(111, 0);
	case 'l': for (;;) shared_value++;
	default: leave(12);
	}
}

int main(int argc, char **argv, char **envp)
{
	(void)argc, (void)envp;
	switch (argv[1][0]) {
	case 'a': apart(); break;
	case 'f': floats(); break;
	case 'p': pipes(); break;
	case 's': statuses(); break;
	case 'g': groups(); break;
	case 'z': zombies(); break;
	case 'h': handlers(); break;
	case 'u': unseen(); break;
	case 'o': orphans(); break;
	case 'm': many(); break;
	case 'S': stops(); break;
	case 'v': vforks(); break;
	case 'd': descriptors(); break;
	case 't': threads(); break;
	case 'M': memory(); break;
	case 'T': together(); break;
	case 'l': leftovers(argv[1][1]); break;
	}
	return 0;
}
