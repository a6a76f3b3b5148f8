import { codeAddress, dataAddress, dataSize, gsBase, middle, reach, tailAddress, tailSize } from "./layout.js";
import { vectorBytes } from "./vector-state.js";

/** Bytes of an instruction with its filling. */
export const codeSize = 32;
/** What the program reads for each run: code, sixteen registers, flags, MXCSR, vector registers, memory. */
export const inputSize = codeSize + 18 * 8 + vectorBytes + 2 * reach;
/** What it writes: sixteen registers, rip, flags, signal and its code, fault address, error code, MXCSR, the rest. */
export const outputSize = 23 * 8 + vectorBytes + 2 * reach;

const hex = (value: bigint | number): string => `0x${value.toString(16)}ul`;

/**
 * A Linux program that runs one instruction after the other on the processor itself. Each is left by a signal, INT3
 * behind it if nothing else; the handler keeps what it finds and goes on with the next state.
 */
export const nativeSource = `#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

struct input { unsigned char code[${codeSize}]; uint64_t registers[16]; uint64_t flags, mxcsr; unsigned char vectors[16][32], memory[${2 * reach}]; };
struct output { uint64_t registers[16]; uint64_t rip, flags, signal, code, address, error, mxcsr; unsigned char vectors[16][32], memory[${2 * reach}]; };

static const int order[16] = { REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
  REG_R8, REG_R9, REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15 };

static struct input *inputs;
static struct output *outputs;
static long count, current = -1;
static const char *result;
/* The same page as the code that runs, which the tested instruction may not write. */
static unsigned char *code;

static void finish(void) {
  FILE *file = fopen(result, "wb");
  if (!file || fwrite(outputs, sizeof *outputs, count, file) != (size_t)count || fclose(file)) _exit(3);
  _exit(0);
}

/* Parts of the area that XSAVE makes (Intel SDM vol. 1, 13.4). The upper halves of YMM registers are at 576 on all processors. */
enum { mxcsr = 24, vectors = 160, magic = 464, features = 472, present = 512, upper = 576 };

static uint64_t part(unsigned char *area) {
  uint32_t known;
  memcpy(&known, area + magic, sizeof known);
  return known == 0x46505853 ? *(uint64_t *)(area + features) : 0;
}

static void save(unsigned char *area, struct output *o) {
  uint64_t in_use = part(area) ? *(uint64_t *)(area + present) : 3;
  o->mxcsr = *(uint32_t *)(area + mxcsr);
  for (int i = 0; i < 16; i++) {
    if (in_use & 2) memcpy(o->vectors[i], area + vectors + 16 * i, 16);
    if (in_use & 4) memcpy(o->vectors[i] + 16, area + upper + 16 * i, 16);
  }
}

static void restore(unsigned char *area, struct input *in) {
  uint64_t known = part(area);
  *(uint32_t *)(area + mxcsr) = in->mxcsr;
  for (int i = 0; i < 16; i++) {
    memcpy(area + vectors + 16 * i, in->vectors[i], 16);
    if (known & 4) memcpy(area + upper + 16 * i, in->vectors[i] + 16, 16);
  }
  if (known) *(uint64_t *)(area + present) = (*(uint64_t *)(area + present) & ~0xe0ul) | (known & 7);
}

static void handle(int number, siginfo_t *info, void *context) {
  greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
  unsigned char *area = (unsigned char *)((ucontext_t *)context)->uc_mcontext.fpregs;
  unsigned char *live = (unsigned char *)${hex(middle - BigInt(reach))};
  if (current >= 0) {
    struct output *o = &outputs[current];
    for (int i = 0; i < 16; i++) o->registers[i] = g[order[i]];
    o->rip = g[REG_RIP];
    o->flags = g[REG_EFL];
    o->signal = number;
    o->code = (uint64_t)(int64_t)info->si_code;
    o->address = (uint64_t)info->si_addr;
    o->error = g[REG_ERR];
    memcpy(o->memory, live, sizeof o->memory);
    save(area, o);
  }
  if (++current == count) finish();
  struct input *in = &inputs[current];
  memcpy(code, in->code, sizeof in->code);
  memcpy(live, in->memory, sizeof in->memory);
  memset((void *)${hex(tailAddress)}, 0, ${tailSize});
  for (int i = 0; i < 16; i++) g[order[i]] = in->registers[i];
  g[REG_RIP] = ${hex(codeAddress)};
  g[REG_EFL] = in->flags;
  restore(area, in);
}

int main(int argc, char **argv) {
  static char stack[65536];
  if (argc != 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  struct stat status;
  if (!file || fstat(fileno(file), &status)) return 2;
  count = status.st_size / sizeof *inputs;
  inputs = malloc(count * sizeof *inputs);
  outputs = calloc(count, sizeof *outputs);
  result = argv[2];
  if (!inputs || !outputs || fread(inputs, sizeof *inputs, count, file) != (size_t)count) return 2;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
  int pages = memfd_create("code", 0);
  if (pages < 0 || ftruncate(pages, 4096)) return 4;
  void *run = mmap((void *)${hex(codeAddress)}, 4096, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, pages, 0);
  code = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, pages, 0);
  void *data = mmap((void *)${hex(dataAddress)}, ${dataSize}, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (run == MAP_FAILED || code == MAP_FAILED || data == MAP_FAILED) return 4;
  memset(code, 0xcc, 4096);
  if (syscall(SYS_arch_prctl, 0x1001, ${hex(gsBase)})) return 4;
  stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
  struct sigaction action = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
  if (sigaltstack(&alternate, 0)) return 4;
  const int numbers[] = { SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) if (sigaction(numbers[i], &action, 0)) return 4;
  __asm__ volatile("int3");
  return 5;
}
`;
