/** The systems whose tables are read. */
export type System = "openbsd" | "freebsd" | "netbsd" | "linux";

/** A type that was narrower once: what a table means by it depends on the table's age, which nobody can see in it. */
export interface ChangedType {
  readonly name: string;
  readonly since: string;
  readonly before: string;
}

/**
 * The types that prototypes of system calls pass in registers, on amd64, each as a C type or an integer of the
 * language of descriptions. Sources: the systems' own <sys/types.h>, <machine/_types.h> and their like; for Linux
 * <linux/types.h> and <asm-generic/posix_types.h>.
 */
const everywhere: Readonly<Record<string, string>> = {
  ...{ int8_t: "int8", int16_t: "int16", int32_t: "int32", int64_t: "int64" },
  ...{ uint8_t: "uint8", uint16_t: "uint16", uint32_t: "uint32", uint64_t: "uint64" },
  ...{ u_int8_t: "uint8", u_int16_t: "uint16", u_int32_t: "uint32", u_int64_t: "uint64" },
  ...{ u_char: "uint8", u_short: "uint16", u_int: "uint32", u_long: "uint64" },
  ...{ uchar: "uint8", ushort: "uint16", uint: "uint32", ulong: "uint64" },
  ...{ size_t: "uint64", ssize_t: "int64", intptr_t: "intptr", uintptr_t: "uintptr", ptrdiff_t: "int64" },
  ...{ bool: "bool", wchar_t: "int32" },
  ...{ off_t: "int64", time_t: "int64", suseconds_t: "int64", pid_t: "int32", uid_t: "uint32", gid_t: "uint32" },
  ...{ key_t: "int64", clockid_t: "int32", socklen_t: "uint32" },
};

const everyBsd: Readonly<Record<string, string>> = {
  ...{ quad_t: "int64", u_quad_t: "uint64", longlong_t: "int64", u_longlong_t: "uint64" },
  ...{ register_t: "int64", u_register_t: "uint64", vaddr_t: "uint64", vsize_t: "uint64", paddr_t: "uint64" },
  ...{ caddr_t: "char *", boolean_t: "int32", sig_t: "void (*)(int)", __sighandler_t: "void (*)(int)" },
  ...{ segsz_t: "int64", rlim_t: "uint64", blkcnt_t: "int64", ino_t: "uint64", useconds_t: "uint32" },
};

const bySystem: Readonly<Record<System, Readonly<Record<string, string>>>> = {
  openbsd: {
    ...everyBsd,
    ...{ mode_t: "uint32", dev_t: "int32", id_t: "uint32", nlink_t: "uint32", suseconds_t: "int64", clock_t: "int64" },
    ...{ timer_t: "int32", sigset_t: "uint32", daddr_t: "int64", swblk_t: "int32", cpuid_t: "uint64" },
  },
  netbsd: {
    ...everyBsd,
    ...{
      mode_t: "uint32",
      dev_t: "uint64",
      id_t: "uint32",
      nlink_t: "uint32",
      suseconds_t: "int32",
      clock_t: "uint32",
    },
    ...{ timer_t: "int32", mqd_t: "int32", lwpid_t: "int32", psetid_t: "int32", cpuid_t: "uint64", daddr_t: "int64" },
    ...{ idtype_t: "uint32", acl_type_t: "int32" },
  },
  freebsd: {
    ...everyBsd,
    ...{ mode_t: "uint16", dev_t: "uint64", id_t: "int64", nlink_t: "uint64", clock_t: "int32", lwpid_t: "int32" },
    ...{ __socklen_t: "uint32", semid_t: "intptr", osigset_t: "uint32", fflags_t: "uint32", rlim_t: "int64" },
    ...{ acl_type_t: "int32", cpuwhich_t: "int32", cpulevel_t: "int32", cpusetid_t: "int32", idtype_t: "uint32" },
    ...{ au_id_t: "uint32", __mqd_t: "int32", timer_t: "int32", daddr_t: "int64", vm_offset_t: "uint64" },
    ...{ kvaddr_t: "uint64", kpaddr_t: "uint64", sbintime_t: "int64" },
  },
  linux: {
    ...{
      u8: "uint8",
      u16: "uint16",
      u32: "uint32",
      u64: "uint64",
      s8: "int8",
      s16: "int16",
      s32: "int32",
      s64: "int64",
    },
    ...{ __u8: "uint8", __u16: "uint16", __u32: "uint32", __u64: "uint64" },
    ...{ __s8: "int8", __s16: "int16", __s32: "int32", __s64: "int64" },
    ...{ umode_t: "uint16", mode_t: "uint32", loff_t: "int64", qid_t: "uint32", key_serial_t: "int32", key_t: "int32" },
    ...{ timer_t: "int32", mqd_t: "int32", rwf_t: "int32", __kernel_rwf_t: "int32", aio_context_t: "uint64" },
    ...{ old_sigset_t: "uint64", old_uid_t: "uint16", old_gid_t: "uint16", __sighandler_t: "void (*)(int)" },
    ...{ __kernel_timer_t: "int32", __kernel_pid_t: "int32", cap_user_header_t: "void *", cap_user_data_t: "void *" },
    ...{ compat_uptr_t: "uint32", old_time32_t: "int32", __kernel_old_time_t: "int64", dev_t: "uint32" },
  },
};

const changed: Readonly<Record<System, readonly ChangedType[]>> = {
  openbsd: [{ name: "time_t", since: "OpenBSD 5.5", before: "int32" }],
  netbsd: [
    { name: "dev_t", since: "NetBSD 6", before: "uint32" },
    { name: "time_t", since: "NetBSD 6", before: "int32" },
  ],
  freebsd: [
    { name: "dev_t", since: "FreeBSD 12", before: "uint32" },
    { name: "nlink_t", since: "FreeBSD 12", before: "uint16" },
    { name: "ino_t", since: "FreeBSD 12", before: "uint32" },
  ],
  linux: [],
};

/** The C types of a system by name, as text. */
export function knownTypes(system: System): ReadonlyMap<string, string> {
  return new Map(Object.entries({ ...everywhere, ...bySystem[system] }));
}

/** The types of a system that had another width once. */
export function changedTypes(system: System): readonly ChangedType[] {
  return changed[system];
}
