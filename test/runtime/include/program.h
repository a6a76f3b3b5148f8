// What the test runtime offers to programs on it, beside what the runtime of 2011 had.

#ifndef RUNTIME_PROGRAM_H
#define RUNTIME_PROGRAM_H

// The program. The first thread runs it, and the process ends with the status that it returns.
int32 main·main(void);

// The program's arguments, its own name first.
extern int32 runtime·argc;
extern int8 **runtime·argv;

// go starts a thread that runs fn(argument), and ends when fn returns.
void runtime·go(void (*fn)(void *), void *argument);

// protect calls fn(argument). Where fn panics, it returns what fn panicked with, and nil where fn comes back.
int8 *runtime·protect(void (*fn)(void *), void *argument);

// print writes to standard output what runtime·printf writes to standard error, each with one system call.
void runtime·print(int8 *format, ...);

bool runtime·equal(int8 *, int8 *);

// The profiler: ticks so far, and how many of them came anywhere but on their thread's signal stack.
extern uint32 runtime·ticks;
extern uint32 runtime·straysOfTicks;

// xadd adds to a word as no other thread sees it half done; the sum.
uint32 runtime·xadd(uint32 *, uint32);

#endif
