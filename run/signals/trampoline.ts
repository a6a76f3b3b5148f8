/**
 * What the kernel puts into every process: signals begin here, and handlers return to here. It calls the handler that
 * the kernel left in RAX and gives the context above to sigreturn(2). (OpenBSD sys/arch/amd64/amd64/locore.S, sigcode.)
 */
export const trampolineBytes: Uint8Array = Uint8Array.of(
  ...[0xff, 0xd0], // callq *%rax
  ...[0x48, 0x89, 0xe7], // movq %rsp, %rdi: the sigcontext
  ...[0x57], // pushq %rdi: where a libc stub has its return address
  ...[0x48, 0xc7, 0xc0, 103, 0, 0, 0], // movq $SYS_sigreturn, %rax
  ...[0x0f, 0x05], // syscall
  ...[0x48, 0xc7, 0xc0, 1, 0, 0, 0], // movq $SYS_exit, %rax: sigreturn has failed
  ...[0x0f, 0x05], // syscall
);

/** Where in it a handler returns to. */
export const handlerReturn = 2n;
