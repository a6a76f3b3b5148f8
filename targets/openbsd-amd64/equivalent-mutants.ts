import type { EquivalentMutants } from "portwright/dsl";
import { bridges, start } from "./bridges.js";

/** Changes of the port's code that no caller and no kernel can tell, beside those that follow from the instructions. */
export const equivalentMutants: readonly EquivalentMutants[] = [
  {
    routine: "runtime·rfork_thread",
    changes: ["retq -> nothing"],
    reason: "A negated errno is not 0, so the comparison that follows leads to the next RET.",
  },
  {
    routine: "runtime·rfork_thread",
    changes: ["cmpl $0, %eax -> cmpq $0, %rax"],
    reason: "A thread's id is a positive number of 31 bits: all 64 bits are 0 where the low 32 are.",
  },
  {
    routine: "runtime·rfork_thread",
    changes: ["movl $299, %eax -> movw $299, %ax"],
    reason: "The child has 0 in AX, so the upper bits are 0 already.",
  },
  {
    routine: "runtime·rfork_thread",
    changes: ["jmp .Lrfork_thread_end_thread -> jmp .Lrfork_thread_end_thread+1"],
    reason: "The kernel leaves DI as it was, so it is still 0 when threxit comes back.",
  },
  {
    routine: "runtime·raisesigpipe",
    changes: ["movq %rax, %rdi -> movl %eax, %edi"],
    reason: "kill(2) reads 32 bits of its first argument.",
  },
  {
    routine: "runtime·raisesigpipe",
    changes: ["jb .Lraisesigpipe_done; movq %rax, %rdi -> the other way round"],
    reason: "The move changes no flags, and where the jump is taken nobody reads DI.",
  },
  {
    routine: "runtime·gettime",
    changes: ["movl 16(%rsp), %ebx -> movq 16(%rsp), %rbx"],
    reason: "Only the low 32 bits of BX are stored afterwards.",
  },
  {
    routine: "runtime·sigtramp",
    changes: ["movq %rdi, (%rsp) -> movl %edi, (%rsp)"],
    reason: "The handler's first argument is an int32.",
  },
  {
    routine: "runtime·mmap",
    changes: [
      "movl 24(%rsp), %edx -> movq 24(%rsp), %rdx",
      "movl 28(%rsp), %r10d -> movq 28(%rsp), %r10",
      "movl 32(%rsp), %r8d -> movq 32(%rsp), %r8",
    ],
    reason: "mmap(2) reads 32 bits of prot, flags and fd; what comes along is the argument behind, which is mapped.",
  },
  {
    routine: "runtime·notok",
    changes: [/^movq %rbp, \(%rbp\) -> mov[bwlq] %\w+, \(%rbp\)$/],
    reason: "What is stored does not matter, nor how wide: the address faults.",
  },
  {
    routine: "runtime·settls",
    changes: ["subq $8, %rsp; addq $16, %rdi -> the other way round"],
    reason: "Both change the flags, which nobody reads before SYSCALL sets its own.",
  },
  ...[...bridges, start].flatMap((bridge) => bridge.equivalentMutants),
];
