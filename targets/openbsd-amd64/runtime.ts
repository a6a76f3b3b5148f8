import {
  array,
  external,
  functionType,
  incompleteStruct,
  pointer,
  runtimeFields,
  threadLocalWord,
  uint32,
  uint64,
  voidType,
} from "portwright/dsl";

/** A thread of the operating system, as the runtime sees it. */
export const M = incompleteStruct("M");

/** A goroutine. */
export const G = incompleteStruct("G");

/** What a thread runs: no arguments, no result. */
export const threadFunction = functionType(voidType);

/** Members of M that assembly reaches, at their offsets of August 2011 (the macros of the build's amd64/asm.h). */
export const { m_procid, m_gsignal, m_tls } = runtimeFields({
  m_procid: { offset: 64, type: uint64 },
  m_gsignal: { offset: 72, type: pointer(G) },
  m_tls: { offset: 80, type: array(uint32, 8) },
});

/** The current goroutine, in the thread-local word 16 bytes below the FS base. */
export const g = threadLocalWord("g", -16);

/** The current thread, in the thread-local word 8 bytes below the FS base. */
export const m = threadLocalWord("m", -8);

/** How far below the FS base the runtime's thread-local words begin. */
export const tlsSize = 16;

/** Routines of the runtime's portable part. */
export const rt0Amd64 = external("_rt0_amd64");
export const sighandler = external("runtime·sighandler");
export const stackcheck = external("runtime·stackcheck");
