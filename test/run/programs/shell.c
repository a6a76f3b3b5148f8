/* Does what its arguments say: for tests of what a program sees of the world outside. */
#include "openbsd.h"

static i32 same(const char *one, const char *other)
{
	while (*one != 0 && *one == *other)
		one++, other++;
	return *one == *other;
}

static i32 copy(const char *path)
{
	char bytes[4096];
	i64 from = same(path, "-") ? 0 : call2(5, path, 0);
	if (from < 0) {
		line(path, from);
		return 1;
	}
	for (;;) {
		i64 size = call3(3, from, bytes, sizeof bytes);
		if (size <= 0)
			return size < 0;
		write(1, bytes, (u64)size);
	}
}

static void handler(i32 signal)
{
	line("got signal", signal);
	leave(9);
}

int main(int argc, char **argv, char **envp)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (same(what, "cat"))
		return copy(argv[2]);
	if (same(what, "words"))
		for (i32 at = 0; at < argc; at++)
			print(argv[at]), print("\n");
	if (same(what, "environment"))
		for (; *envp != 0; envp++)
			print(*envp), print("\n");
	if (same(what, "time")) {
		struct timeval now;
		call2(116, &now, 0);
		line("seconds", now.sec);
	}
	if (same(what, "sleep")) {
		struct timespec hour = { 3600, 0 };
		struct timeval before, after;
		call2(116, &before, 0);
		call2(240, &hour, 0);
		call2(116, &after, 0);
		line("slept", after.sec - before.sec);
	}
	if (same(what, "wait")) {
		handle(15, handler, 0);
		print("ready\n");
		for (;;)
			call0(298);
	}
	if (same(what, "exit"))
		return argv[2][0] == '-' ? -1 : (argv[2][0] - '0') * 100 + (argv[2][1] - '0') * 10 + (argv[2][2] - '0');
	return 0;
}
