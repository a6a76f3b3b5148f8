// The parts of the example. Each prints one line or more that begins with its name.

void memory(void);
void clock(void);
void locks(void);
void notes(void);
void sleepers(void);
void ends(void);
void faults(void);
void floats(void);
void profile(void);

// What ends the process; only run where asked for.
void panics(void);
void conflict(void);
void exhaust(void);
void pipe(void);

enum
{
	Threads = 4,
};

// together runs fn in that many threads at once, each with a number from 0 on, and waits for all of them.
void together(void (*fn)(int32 number));
