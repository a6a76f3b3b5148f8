/* What the test programs need of OpenBSD/amd64 of 2011: system calls, as a libc stub makes them. */
typedef unsigned char u8;
typedef int i32;
typedef unsigned int u32;
typedef long i64;
typedef unsigned long u64;

enum { PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4 };
enum { MAP_PRIVATE = 2, MAP_FIXED = 0x10, MAP_ANON = 0x1000 };
enum { SA_ONSTACK = 1, SA_RESTART = 2, SA_SIGINFO = 0x40 };
enum { RFPROC = 1 << 4, RFMEM = 1 << 5, RFNOWAIT = 1 << 6, RFTHREAD = 1 << 13 };

struct timeval { i64 sec, usec; };
struct timespec { i32 sec; i64 nsec; };
struct itimerval { struct timeval interval, value; };
struct sigaction { u64 handler; u32 mask; i32 flags; };
struct stack { u64 base, size; i32 flags; };
struct siginfo { i32 signo, code, error; u64 address; };
struct sigcontext {
	i64 rdi, rsi, rdx, rcx, r8, r9, r10, r11, r12, r13, r14, r15, rbp, rbx, rax;
	i64 gs, fs, es, ds, trapno, err, rip, cs, rflags, rsp, ss;
	void *fpstate;
	i32 onstack, mask;
};

/* The result, or the errno negated. */
static inline i64 call6(i64 number, i64 a, i64 b, i64 c, i64 d, i64 e, i64 f)
{
	register i64 r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
	u8 failed;
	__asm__ volatile("syscall\n\tsetc %1"
		: "+a"(number), "=&q"(failed), "+d"(c), "+r"(r10), "+r"(r8), "+r"(r9)
		: "D"(a), "S"(b)
		: "rcx", "r11", "memory", "cc");
	return failed ? -number : number;
}

#define call0(n) call6(n, 0, 0, 0, 0, 0, 0)
#define call1(n, a) call6(n, (i64)(a), 0, 0, 0, 0, 0)
#define call2(n, a, b) call6(n, (i64)(a), (i64)(b), 0, 0, 0, 0)
#define call3(n, a, b, c) call6(n, (i64)(a), (i64)(b), (i64)(c), 0, 0, 0)
#define call4(n, a, b, c, d) call6(n, (i64)(a), (i64)(b), (i64)(c), (i64)(d), 0, 0)

/* By __syscall, as libc does: the seventh argument of mmap is on the stack then too. */
static inline i64 mmap(void *address, u64 length, i32 protection, i32 flags)
{
	register i64 r10 __asm__("r10") = protection, r8 __asm__("r8") = flags, r9 __asm__("r9") = -1;
	i64 result = 198;
	u8 failed;
	__asm__ volatile("pushq $0\n\tpushq $0\n\tpushq $0\n\tsyscall\n\tsetc %1\n\tleaq 24(%%rsp),%%rsp"
		: "+a"(result), "=&q"(failed), "+r"(r10), "+r"(r8), "+r"(r9)
		: "D"(197L), "S"(address), "d"(length)
		: "rcx", "r11", "memory", "cc");
	return failed ? -result : result;
}

static inline void write(i32 fd, const void *bytes, u64 size) { call3(4, fd, bytes, size); }

static inline void print(const char *text)
{
	u64 size = 0;
	while (text[size] != 0)
		size++;
	write(1, text, size);
}

static inline void number(i64 value)
{
	char text[21], *at = text + sizeof text;
	u64 rest = value < 0 ? -(u64)value : (u64)value;
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0);
	if (value < 0)
		*--at = '-';
	write(1, at, (u64)(text + sizeof text - at));
}

static inline void line(const char *name, i64 value)
{
	print(name);
	print(" ");
	number(value);
	print("\n");
}

static inline _Noreturn void leave(i32 status)
{
	call1(1, status);
	__builtin_trap();
}

/* On a stack of its own: rfork's child comes back with the parent's. */
static inline i64 thread(void (*run)(void *), void *argument, void *stackTop)
{
	register i64 r12 __asm__("r12") = (i64)run, r13 __asm__("r13") = (i64)argument, r14 __asm__("r14") = (i64)stackTop;
	i64 result = 251;
	u8 failed;
	__asm__ volatile(
		"syscall\n\tsetc %1\n\tjc 1f\n\ttestl %%eax,%%eax\n\tjne 1f\n\t"
		"movq %%r14,%%rsp\n\tmovq %%r13,%%rdi\n\tcallq *%%r12\n\t"
		"xorl %%edi,%%edi\n\tmovl $302,%%eax\n\tsyscall\n\thlt\n1:"
		: "+a"(result), "=&q"(failed)
		: "D"((i64)(RFPROC | RFTHREAD | RFMEM | RFNOWAIT)), "r"(r12), "r"(r13), "r"(r14)
		: "rcx", "rdx", "r11", "memory", "cc");
	return failed ? -result : result;
}

static inline i64 handle(i32 signal, void *handler, i32 flags)
{
	struct sigaction action = { (u64)handler, 0, flags };
	return call3(46, signal, &action, 0);
}

int main(int argc, char **argv, char **envp);

__asm__(
	".globl _start\n_start:\n\tmovq (%rsp),%rdi\n\tleaq 8(%rsp),%rsi\n\tleaq 16(%rsp,%rdi,8),%rdx\n\t"
	"andq $-16,%rsp\n\tcallq main\n\tmovl %eax,%edi\n\tmovl $1,%eax\n\tsyscall\n\thlt\n");
