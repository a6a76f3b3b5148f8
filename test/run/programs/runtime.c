/* What the Go runtime of August 2011 does when it starts, and how its threads wait: by sched_yield alone. */
#include "openbsd.h"

enum { SIGSEGV = 11, SIGPROF = 27, SIGUSR1 = 30 };
enum { workers = 32, signalStack = 32 << 10, threadStack = 64 << 10, piece = 1 << 20 };

struct m {
	u64 id, threadId;
	char *signalStack;
	u64 tls[8];
};

struct node {
	struct node *left, *right;
	double value;
};

static struct m ms[workers + 1];
static volatile u32 notes[workers + 1], heapLock, done;
static volatile u64 profiled, faulted, sent, wrong;
static volatile double sums[workers + 1];
static const u64 arena = 0xf840000000;
static u64 used, mapped;

static i64 checked(i64 result)
{
	if (result < 0)
		leave(99);
	return result;
}

static void lock(volatile u32 *key)
{
	while (!__sync_bool_compare_and_swap(key, 0, 1))
		call0(298);
}

static void unlock(volatile u32 *key)
{
	__sync_lock_release(key);
}

static struct m *own(void)
{
	struct m *m;
	__asm__ volatile("movq %%fs:-8,%0" : "=r"(m));
	return m;
}

static void handler(i32 signal, struct siginfo *info, struct sigcontext *context)
{
	char *here = (char *)&here, *stack = own()->signalStack;
	wrong += here < stack || here >= stack + signalStack;
	switch (signal) {
	case SIGPROF:
		profiled++;
		break;
	case SIGSEGV:
		wrong += info->address != 8 || info->code != 1;
		__sync_fetch_and_add(&faulted, 1);
		/* Behind the three bytes of the load. */
		context->rip += 3;
		break;
	default:
		sent++;
	}
}

/* The arena and what describes it, which grows downwards, are mapped at hints: anywhere else is a conflict. */
static void map_at(u64 address)
{
	if ((u64)mmap((void *)address, piece, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANON) != address)
		leave(98);
}

static void *allocate(u64 size)
{
	lock(&heapLock);
	u64 at = arena + used;
	for (used += (size + 15) & ~15UL; mapped < used; mapped += piece)
		map_at(arena + mapped);
	unlock(&heapLock);
	return (void *)at;
}

static struct node *tree(i32 depth)
{
	struct node *node = allocate(sizeof *node);
	node->value = depth * 0.5;
	if (depth > 0) {
		node->left = tree(depth - 1);
		node->right = tree(depth - 1);
	}
	return node;
}

static double sum(const struct node *node)
{
	return node == 0 ? 0 : node->value + sum(node->left) + sum(node->right);
}

static void settle(struct m *m)
{
	u64 base = (u64)m->tls + 16;
	checked(call2(165, 12, &base));
	m->tls[1] = (u64)m;
	m->threadId = (u64)call0(299);
	m->signalStack = (char *)mmap(0, signalStack, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANON);
	struct stack stack = { (u64)m->signalStack, signalStack, 0 };
	checked(call2(288, &stack, 0));
}

static void work(void *argument)
{
	struct m *m = argument;
	settle(m);
	lock(&notes[m->id]);
	struct node *all = tree(9);
	double total = 0;
	for (i32 round = 0; round < 10; round++)
		total += sum(all) / 3;
	sums[m->id] = total;
	__asm__ volatile("movq (%0),%%rax" : : "c"(8L) : "rax", "memory");
	__sync_fetch_and_add(&done, 1);
	/* Idle from now on. */
	for (;;)
		lock(&notes[0]);
}

static i64 milliseconds(void)
{
	struct timeval now;
	call2(116, &now, 0);
	return now.sec * 1000 + now.usec / 1000;
}

static void sleeps(i64 seconds, i64 microseconds)
{
	struct timeval time = { seconds, microseconds };
	checked(call6(93, 0, 0, 0, 0, (i64)&time, 0));
}

int main(int argc, char **argv, char **envp)
{
	(void)argc, (void)argv, (void)envp;
	settle(&ms[0]);
	map_at(arena - piece);
	map_at(arena - 2 * piece);
	for (i32 signal = 1; signal <= 32; signal++) {
		struct sigaction action = { (u64)handler, 0xffffffff, SA_SIGINFO | SA_ONSTACK | SA_RESTART };
		if (signal != 9 && signal != 17)
			checked(call3(46, signal, &action, 0));
	}
	struct itimerval timer = { { 0, 10000 }, { 0, 10000 } };
	checked(call3(83, 2, &timer, 0));
	for (u64 id = 0; id <= workers; id++) {
		ms[id].id = id;
		lock(&notes[id]);
	}
	for (u64 id = 1; id <= workers; id++) {
		i64 stack = mmap(0, threadStack, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANON);
		checked(thread(work, &ms[id], (void *)(stack + threadStack)));
	}
	for (u64 id = 1; id <= workers; id++)
		unlock(&notes[id]);
	while (done < workers)
		call0(298);
	i64 same = 1;
	for (u64 id = 2; id <= workers; id++)
		same &= sums[id] == sums[1];
	line("same sums", same);
	line("sum", (i64)sums[1]);
	line("bytes", (i64)used);
	line("faults", (i64)faulted);
	i64 before = milliseconds();
	for (i32 round = 0; round < 20; round++)
		sleeps(0, 50000);
	sleeps(60, 0);
	i64 passed = milliseconds() - before;
	line("slept", passed >= 61000 && passed < 62000);
	line("profiled", profiled > 100);
	call2(37, ms[0].threadId, SIGUSR1);
	line("sent", (i64)sent);
	line("wrong", (i64)wrong);
	return 3;
}
