// How stacks are laid out: what lies between the guard and the end, in bytes.

#ifndef RUNTIME_STACK_H
#define RUNTIME_STACK_H

enum {
	StackSystem = 0,
	StackGuard = 256 + StackSystem,
};

#endif
