/**
 * What Go's headers define that every assembly file of a runtime includes. They are part of the toolchain, so a file
 * may be imported where there is none; a header that is found is read instead.
 */
const headers: Readonly<Record<string, string>> = {
  "textflag.h": `#define NOPROF 1
#define DUPOK 2
#define NOSPLIT 4
#define RODATA 8
#define NOPTR 16
#define WRAPPER 32
#define NEEDCTXT 64
#define TLSBSS 256
#define NOFRAME 512
#define REFLECTMETHOD 1024
#define TOPFRAME 2048
#define ABIWRAPPER 4096
`,
  "funcdata.h": `#define PCDATA_UnsafePoint 0
#define PCDATA_StackMapIndex 1
#define PCDATA_InlTreeIndex 2
#define PCDATA_ArgLiveIndex 3
#define FUNCDATA_ArgsPointerMaps 0
#define FUNCDATA_LocalsPointerMaps 1
#define FUNCDATA_StackObjects 2
#define FUNCDATA_InlTree 3
#define FUNCDATA_OpenCodedDeferInfo 4
#define FUNCDATA_ArgInfo 5
#define FUNCDATA_ArgLiveInfo 6
#define FUNCDATA_WrapInfo 7
#define GO_ARGS FUNCDATA $FUNCDATA_ArgsPointerMaps, go_args_stackmap(SB)
#define GO_RESULTS_INITIALIZED PCDATA $PCDATA_StackMapIndex, $1
#define NO_LOCAL_POINTERS FUNCDATA $FUNCDATA_LocalsPointerMaps, no_pointers_stackmap(SB)
#define ArgsSizeUnknown 0x80000000
`,
  "go_tls.h": `#define get_tls(r) MOVQ TLS, r
#define g(r) 0(r)(TLS*1)
`,
};

/** The text of a header that is known without its file, by the last part of its path. */
export function knownHeader(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

const made: Readonly<Record<string, string>> = {
  "go_asm.h": "Go's build makes it: go build -a -work PACKAGE keeps it, in b001 of the folder that it names",
  "asm.h": "the build of a Go of 2011 makes it, in the folder of the architecture",
};

/** How to come by a header that builds make. */
export function headerOrigin(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return Object.hasOwn(made, name) ? made[name] : undefined;
}
