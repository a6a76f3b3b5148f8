// The runtime's own header, as far as the port's C files and the test runtime need it, for gcc and clang. It stands for
// the one that the Plan 9 compiler of 2011 reads, and declares the same names with the same types.

#ifndef RUNTIME_H
#define RUNTIME_H

#include <stddef.h>
#include <stdint.h>

// `#pragma textflag 7` and the like are for the Plan 9 compiler.
#pragma GCC diagnostic ignored "-Wunknown-pragmas"

// A string of C is an int8*, as with the Plan 9 compiler.
typedef char int8;
typedef int16_t int16;
typedef int32_t int32;
typedef int64_t int64;
typedef uint8_t uint8;
typedef uint16_t uint16;
typedef uint32_t uint32;
typedef uint64_t uint64;
typedef float float32;
typedef double float64;
typedef intptr_t intptr;
typedef uintptr_t uintptr;
typedef uint8 bool;
typedef uint8 byte;

enum { false = 0, true = 1 };

#define nil ((void *)0)
#define nelem(a) (sizeof(a) / sizeof(a)[0])
#define USED(x) ((void)(x))

typedef struct G G;
typedef struct M M;
typedef struct Lock Lock;
typedef union Note Note;
typedef struct SigTab SigTab;
typedef struct String String;

struct Lock {
	uint32 key;
};

union Note {
	Lock lock;
};

struct String {
	byte *str;
	int32 len;
};

struct SigTab {
	int32 flags;
	int8 *name;
};

enum {
	SigCatch = 1 << 0,
	SigIgnore = 1 << 1,
	SigRestart = 1 << 2,
	SigQueue = 1 << 3,
	SigPanic = 1 << 4,
};

struct G {
	byte *stackguard;
	byte *stackbase;
	int32 sig;
	uintptr sigcode0;
	uintptr sigcode1;
	uintptr sigpc;
	struct Recovery *recovery;	// what a panic comes back to
	void (*entry)(void *);
	void *argument;
};

// What stands before procid, and all the offsets up to tls, is what the assembly of 2011 has in its asm.h.
struct M {
	G *g0;
	G *curg;
	uintptr unused[6];
	uint64 procid;
	G *gsignal;
	uint32 tls[8];
	int32 id;
	int32 locks;
	int32 profilehz;
	M *alllink;
};

_Static_assert(offsetof(M, procid) == 64, "m_procid of asm.h");
_Static_assert(offsetof(M, gsignal) == 72, "m_gsignal of asm.h");
_Static_assert(offsetof(M, tls) == 80, "m_tls of asm.h");
_Static_assert(sizeof(((M *)0)->tls) == 32, "the size of M.tls");

// The words below the FS base: g at FS-16, m at FS-8. One file defines them, in this order, and there are no others.
extern __thread G *g __attribute__((tls_model("local-exec")));
extern __thread M *m __attribute__((tls_model("local-exec")));

extern uint32 runtime·panicking;
extern String runtime·emptystring;

// Of the runtime's portable part.
bool runtime·cas(uint32 *, uint32, uint32);
void runtime·throw(int8 *);
void runtime·panicstring(int8 *);
void runtime·printf(int8 *, ...);
void runtime·memclr(byte *, uintptr);
G *runtime·malg(int32);
int32 runtime·mcount(void);
int32 runtime·gotraceback(void);
void runtime·goenvs_unix(void);
void runtime·siginit(void);
bool runtime·sigsend(int32);
void runtime·sigprof(uint8 *, uint8 *, uint8 *, G *);
void runtime·traceback(uint8 *, uint8 *, uint8 *, G *);
void runtime·tracebackothers(G *);
String runtime·gostringnocopy(byte *);

// Of the port's assembly.
void runtime·exit(int32);
void runtime·exit1(int32);
int32 runtime·write(int32, void *, int32);
void runtime·gettime(int64 *, int32 *);
uint8 *runtime·mmap(byte *, uintptr, int32, int32, int32, uint32);
void runtime·munmap(uint8 *, uintptr);

// Of the port's C files.
void runtime·newosproc(M *, G *, void *, void (*)(void));
void runtime·lock(Lock *);
void runtime·unlock(Lock *);
void runtime·noteclear(Note *);
void runtime·notesleep(Note *);
void runtime·notewakeup(Note *);
String runtime·signame(int32);
void runtime·initsig(int32);
void runtime·resetcpuprofiler(int32);
void runtime·minit(void);
void runtime·osinit(void);
void runtime·goenvs(void);

// The words of C that the runtime does without. A file of the tests that needs them says so before it includes this.
#ifndef RUNTIME_ALLOWS_WORDS_OF_C
#pragma GCC poison int long short char unsigned signed float double
#endif

#endif
