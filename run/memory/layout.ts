/**
 * Where things are in the memory of a process (OpenBSD sys/arch/amd64/include/vmparam.h of 2011). Nothing is drawn by
 * chance, as it is there: the same run is the same every time.
 */

export const pageSize = 4096;

/** VM_MIN_ADDRESS: below it nothing can be mapped. */
export const userStart = 0x1000n;

/** VM_MAXUSER_ADDRESS: programs end here. */
export const userEnd = 0x7f7f_ffff_c000n;

/** USRSTACK: the stack grows downwards from here. */
export const stackTop = userEnd;

/** MAXSSIZ: no stack grows beyond it. The addresses are kept free. */
export const largestStack = 32n << 20n;

/** The size of a stack as login.conf(5) sets it for everybody. */
export const usualStack = 4n << 20n;

/**
 * The page with the signal trampoline. The kernel of 2011 takes the first free page; here it is always the same, below
 * all that a stack can become.
 */
export const trampolineAddress = stackTop - largestStack - 0x1_0000n;

/** MAXDSIZ: so much behind the start of the data is kept for break(2); mmap(2) begins to look behind that. */
export const largestData = 8n << 30n;

/** NCARGS: bytes of the arguments and the environment of a program. */
export const largestArguments = 256 * 1024;

/** The address rounded down, and up, to the border of a page. */
export function pageDown(address: bigint): bigint {
  return address & ~0xfffn;
}

export function pageUp(address: bigint): bigint {
  return (address + 0xfffn) & ~0xfffn;
}
