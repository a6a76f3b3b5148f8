/**
 * Freestanding programs for Linux, for the machine itself to judge what was linked: each exits with 42, or with the number
 * of what is wrong.
 */

/** Linux's entry: copies the thread-local image to its place as the program header says, and calls `cmain`. */
export const start = `
 .globl _start
 .type _start, @function
_start:
 leaq __ehdr_start(%rip), %rbx
 movq 32(%rbx), %rax
 addq %rbx, %rax
 movzwl 56(%rbx), %ecx
1: cmpl $7, (%rax)
 je 2f
 addq $56, %rax
 decl %ecx
 jnz 1b
 jmp 3f
2: movq 16(%rax), %rsi
 movq 32(%rax), %rcx
 movq 40(%rax), %rdx
 movq 48(%rax), %r8
 leaq -1(%rdx,%r8), %rdx
 negq %r8
 andq %r8, %rdx
 leaq pointer(%rip), %rdi
 subq %rdx, %rdi
 rep movsb
 leaq pointer(%rip), %rsi
 movq %rsi, (%rsi)
 movl $158, %eax
 movl $0x1002, %edi
 syscall
3: andq $-16, %rsp
 call cmain
 .size _start, . - _start
 .bss
 .balign 64
 .skip 4096
pointer: .skip 64
 .section .note.GNU-stack, "", @progbits
`;

const calls = `
typedef long word;
static inline word call(word n, word a, word b, word c) {
  word r;
  __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return r;
}
static inline void check(int good, int number) { if (!good) call(60, number, 0, 0); }
`;

/** Thread-local storage, constructors, common and weak symbols, tables of jumps, strings, a large bss, bounds. */
export const main = `${calls}
extern __thread int counter;
extern __thread char buffer[];
__thread long own = 42;
static __thread int zero;
static __thread int wide __attribute__((aligned(64))) = 9;
int shared, sized[10];
extern int other_shared;
int weakly(void) __attribute__((weak));
int nowhere(void) __attribute__((weak));
extern int nothing __attribute__((weak));
extern void (*__init_array_start[])(void), (*__init_array_end[])(void);
extern char __bss_start[], _end[], end[], _edata[], etext[], __executable_start[];
extern int other(int), (*function)(int), add_hidden(int);
extern const char *const texts[];
char big[64 << 20];
int order;
__attribute__((constructor(200))) static void second(void) { order = order * 10 + 2; }
__attribute__((constructor(101))) static void first(void) { order = order * 10 + 1; }
__attribute__((constructor)) static void third(void) { order = order * 10 + 3; }
struct item { int value; };
#define ITEM __attribute__((section("items"), used)) static struct item
ITEM one = { 5 };
ITEM two = { 6 };
extern struct item __start_items[], __stop_items[];
__attribute__((noinline)) int choose(int x) {
  switch (x) { case 0: return 3; case 1: return 8; case 2: return 1; case 3: return 77; case 4: return 5; case 5: return 19; }
  return -1;
}
static int length(const char *text) { int n = 0; while (text[n]) n++; return n; }
/** What needs symbols of the linker's own. */
__attribute__((noinline)) void bounds(void) {
  for (void (**f)(void) = __init_array_start; f < __init_array_end; f++) (*f)();
  int sum = 0;
  for (struct item *p = __start_items; p < __stop_items; p++) sum += p->value;
  check(sum == 41, 7);
  for (int i = 0; i < 64; i++) check(big[i << 20] == 0, 12);
  big[sizeof big - 1] = 1;
  check(__executable_start < etext && etext <= _edata && _edata <= __bss_start && __bss_start < _end && _end == end, 13);
}
void cmain(void) {
  bounds();
  check(order == 123, 1);
  check(other_shared == 0, 2);
  shared = 7;
  check(other(3) == 10, 3);
  check(function(1) == 8, 4);
  check(!nowhere && !&nothing, 5);
  check(weakly && weakly() == 99, 6);
  check(choose(3) == 77 && choose(5) == 19 && choose(9) == -1, 8);
  check(counter == 11 && own == 42 && zero == 0 && wide == 9, 9);
  check(((word)&wide & 63) == 0, 10);
  zero = 3; buffer[3] = 1; buffer[99] = 1;
  check(counter == 11 && own == 42 && zero == 3 && wide == 9, 11);
  check(add_hidden(1) == 1235, 14);
  check(length(texts[0]) == 5 && texts[1][0] == 'w' && length(texts[2]) == 0, 15);
  check(sized[9] == 0 && sizeof sized == 40, 16);
  call(1, 1, (word)"linked\\n", 7);
  call(60, 42, 0, 0);
}
`;

export const more = `
__thread int counter = 11;
__thread char buffer[100];
int shared, other_shared, sized[10];
int other(int x) { return x + shared; }
int (*function)(int) = other;
int weakly(void) { return 99; }
__attribute__((visibility("hidden"))) int hidden = 1234;
int add_hidden(int x) { return x + hidden; }
const char *const texts[] = { "hello", "world", "" };
struct item { int value; };
__attribute__((section("items"), used)) static struct item three = { 30 };
`;

export const weak = `
__attribute__((weak)) int weakly(void) { return 1; }
`;

/** Two words that are the only thread-local variables: g and m of the Go runtime. */
export const twoWords = `${calls}
extern __thread void *g, *m;
void cmain(void) {
  g = (void *)0x1111; m = (void *)0x2222;
  word low, high;
  __asm__("movq %%fs:-16, %0; movq %%fs:-8, %1" : "=r"(low), "=r"(high));
  check(low == 0x1111, 1);
  check(high == 0x2222, 2);
  call(60, 42, 0, 0);
}
__thread void *g, *m;
`;

/** Inline functions and variables that both objects bring, and their exceptions' tables. */
export const inlines = (name: string, rest: string): string => `${calls}
inline int counted() { static int n = 40; return ++n; }
template <typename T> struct Box { static T value; T get() { return value++; } };
template <typename T> T Box<T>::value = 1;
struct Base { virtual int f() { return 5; } };
struct Derived : Base { int f() override { return 6; } };
int ${name}() { Derived d; Base &b = d; Box<int> box; box.get(); return counted() + b.f() - 6; }
${rest}
`;

export const inlinesMain = `
int first(), second();
extern "C" void cmain() { check(first() == 41, 1); check(second() == 42, 2); Box<int> b; check(b.get() == 3, 3); call(60, 42, 0, 0); }
`;
