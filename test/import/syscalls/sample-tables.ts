/** Tables in the formats of the systems, written for the tests: each has what that dialect alone has, and what it shares. */

export const openbsdTable = `;	$OpenBSD: syscalls.master,v 1.1 $
; Numbers and kinds; see syscalls.conf.

#include <sys/param.h>
#include <sys/syscallargs.h>

0	INDIR		{ int sys_syscall(int number, ...); }
1	STD		{ void sys_exit(int rval); }
3	STD		{ ssize_t sys_read(int fd, void *buf, size_t nbyte); }
5	STD		{ int sys_open(const char *path, \\
			    int flags, ... mode_t mode); }
7	STD NOLOCK	{ int sys_getentropy(void *buf, size_t nbyte); }
8	COMPAT_43	{ int sys_creat(const char *path, int mode); } ocreat
11	OBSOL		execv {once}
17	STD		{ int sys_obreak(char *nsize); } break
19	COMPAT_43	{ long sys_lseek(int fd, long offset, int whence); } \\
			    olseek
#ifdef PTRACE
26	STD		{ int sys_ptrace(int req, pid_t pid, caddr_t addr, \\
			    int data); }
#else
26	UNIMPL		ptrace
#endif
48	STD		{ int sys_sigprocmask(int how, sigset_t mask); }
; #if inside of a comment
54	STD		{ int sys_ioctl(int fd, \\
			    u_long com, ... void *data); }
59	STD		{ int sys_execve(const char *path, \\
			    char * const *argp, char * const *envp); }
139	OBSOL		4.2 sigreturn
#if defined(NFSCLIENT) || defined(NFSSERVER)
155	STD		{ int sys_nfssvc(int flag, void *argp); }
#else	/* no NFS */
155	UNIMPL
#endif	/* no NFS */
#if defined(SYSVSEM) && !defined(alpha) && !defined(_LP64)
169	COMPAT_10	{ int sys_semsys(int which, int a2, int a3, int a4, \\
			    int a5); } osemsys
#else
169	UNIMPL		1.0 semsys
#endif
197	STD		{ void *sys_mmap(void *addr, size_t len, int prot, \\
			    int flags, int fd, long pad, off_t pos); }
198	INDIR		{ quad_t sys___syscall(quad_t num, ...); }
199	STD		{ off_t sys_lseek(int fd, int pad, off_t offset, \\
			    int whence); }
202	STD		{ int sys___sysctl(const int *name, u_int namelen, \\
			    void *old, size_t *oldlenp, void *new, \\
			    size_t newlen); }
210	STD NODEF	{ int sys_lkmnosys(void); }
211	STD NODEF	{ int sys_lkmnosys(void); }
264	STD		{ int sys_fhopen(const fhandle_t *fhp, int flags); }
290    UNIMPL		semop
295	STD		{ int sys___semctl(int semid, int semnum, int cmd, \\
			    union semun *arg); }
300 	STD 		{ int sys___thrsleep(const volatile void *ident, \\
			    clockid_t clock_id, const struct timespec *tp); }
`;

export const netbsdTable = `	$NetBSD: syscalls.master,v 1.2 $

This line goes into no table, since it stands before the percent signs.
#include "opt_ntp.h"

%%

0	INDIR		{ int|sys||syscall(int code, \\
			    ... register_t args[SYS_MAXSYSARGS]); }
1	STD 		{ void|sys||exit(int rval); }
3	STD 	 RUMP	{ ssize_t|sys||read(int fd, void *buf, size_t nbyte); }
5	STD 	 RUMP	{ int|sys||open(const char *path, \\
			    int flags, ... mode_t mode); }
7	COMPAT_50 MODULAR compat_50	\\
		{ int|sys||wait4(int pid, int *status, \\
		    int options, struct rusage50 *rusage); }
8	COMPAT_43 MODULAR { int|sys||creat(const char *path, mode_t mode); } ocreat
19	COMPAT_43 MODULAR { long|sys||lseek(int fd, long offset, int whence); }\\
			    olseek
20	STD 	RUMP	{ pid_t|sys||getpid_with_ppid(void); } getpid
66	STD 		{ int|sys||vfork(void); }
#if defined(NTP) || !defined(_KERNEL_OPT)
176	STD 		{ int|sys||ntp_adjtime(struct timex *tp); }
#else
176	EXCL		ntp_adjtime
#endif
173	STD 	 RUMP	{ ssize_t|sys||pread(int fd, void *buf, \\
			    size_t nbyte, int PAD, off_t offset); }
228	STD MODULAR sysv_ipc { void *|sys||shmat(int shmid,	\\
			    const void *shmaddr, int shmflg); }
264	STD MODULAR mqueue	\\
			{ ssize_t|sys||mq_receive(mqd_t mqdes, char *msg_ptr, \\
			    size_t msg_len, unsigned *msg_prio); }
282	STD		{ int|sys|14|vfork(void); }
305	NOERR	RUMP	{ int|sys||issetugid(void); }
316	STD		{ void *|sys||_lwp_getprivate(void); }
387	COMPAT_50 MODULAR compat_50 RUMP	\\
		{ int|sys|30|stat(const char *path, struct stat30 *ub); }
391	IGNORED		old posix_fadvise
450	STD	RUMP	{ int|sys|50|mknod(const char *path, mode_t mode, \\
			    dev_t dev); }
`;

export const freebsdColumns = ` $FreeBSD: head/sys/kern/syscalls.master 1 2 $
; Columns: number audit type name alt{name,tag,rtyp}

#include <sys/param.h>

0	AUE_NULL	STD	{ int nosys(void); } syscall nosys_args int
1	AUE_EXIT	STD	{ void sys_exit(int rval); } exit \\
				    sys_exit_args void
3	AUE_NULL	MSTD	{ ssize_t read(int fd, void *buf, \\
				    size_t nbyte); }
17	AUE_NULL	STD	{ int obreak(char *nsize); } break \\
				    obreak_args int
18	AUE_GETFSSTAT	COMPAT4	{ int getfsstat(struct ostatfs *buf, \\
				    long bufsize, int flags); }
29	AUE_RECVFROM	STD	{ int recvfrom(int s, caddr_t buf, \\
				    size_t len, int flags, \\
				    struct sockaddr * __restrict from, \\
				    __socklen_t * __restrict fromlenaddr); }
38	AUE_STAT	COMPAT	{ int stat(char *path, struct ostat *ub); }
99	AUE_ACCEPT	COMPAT|NOARGS { int accept(int s, caddr_t name, \\
				    int *anamelen); } accept accept_args int
119	AUE_NULL	UNIMPL	resuba (BSD/OS 2.x)
188	AUE_STAT	STD	{ int stat(char *path, struct stat *ub); }
199	AUE_LSEEK	STD	{ off_t freebsd6_lseek(int fd, int pad, \\
				    off_t offset, int whence); }
210	AUE_NULL	NODEF|NOTSTATIC	lkmnosys lkmnosys nosys_args int
220	AUE_SEMCTL	COMPAT7|NOSTD { int __semctl(int semid, int semnum, \\
				    int cmd, union semun_old *arg); }
327	AUE_NULL	STD	{ int sched_setparam (pid_t pid, \\
				    const struct sched_param *param); }
416	AUE_SIGACTION	STD	{ int sigaction(int sig, const \\
				    struct sigaction *act, \\
				    struct sigaction *oact); }
`;

export const freebsdBlocks = `; System call name/number master file.

#include <sys/param.h>
%%ABI_HEADERS%%

0	AUE_NULL	SYSMUX {
		int syscall(
		    int number,
		    ...
		);
	}
1	AUE_EXIT	STD|CAPENABLED {
		void exit(
		    int rval
		);
	}
3	AUE_READ	STD|CAPENABLED {
		ssize_t read(
		    int fd,
		    _Out_writes_bytes_(nbyte) void *buf,
		    size_t nbyte
		);
	}
; XXX a comment { between two calls
17	AUE_NULL	STD|CAPENABLED {
		void *break(
		    _In_ char *nsize
		);
	}
78	AUE_MINCORE	STD|CAPENABLED {
		int mincore(
		    _In_ const void *addr,
		    size_t len,
		    _Out_writes_bytes_(len/PAGE_SIZE) char *vec
		);
	}
151-153	AUE_NULL	RESERVED
199	AUE_LSEEK	COMPAT6|CAPENABLED {
		off_t lseek(
		    int fd,
		    int pad,
		    off_t offset,
		    int whence
		);
	}
210	AUE_NULL	NODEF|NOTSTATIC	lkmnosys lkmnosys nosys_args int
257	AUE_LIO_LISTIO	STD|CAPENABLED {
		int lio_listio(
		    int mode,
		    _Inout_updates_(nent) _Contains_long_ptr_ struct aiocb * const *acb_list,
		    int nent,
		    _In_opt_ _Contains_long_ptr_ struct sigevent *sig
		);
	}
478	AUE_LSEEK	STD|CAPENABLED {
		off_t lseek(
		    int fd,
		    off_t offset,
		    int whence
		);
	}
559	AUE_MKNODAT	STD {
		int mknodat(
		    int fd,
		    _In_z_ const char *path,
		    mode_t mode,
		    dev_t dev
		);
	}
`;

export const dragonflyTable = ` $DragonFly: src/sys/kern/syscalls.master,v 1.1 $

1	STD	NOHIDE	{ void exit(int rval); }
3	MPSAFE	STD	POSIX	{ ssize_t read(int fd, void *buf, size_t nbyte); }
8	COMPAT	BSD	{ int creat(char *path, int mode); }
11	OBSOL	NOHIDE	execv
150	CPT_NOA	BSD	{ int getsockname(int fdec, caddr_t asa, int *alen); }\\
			    getsockname getsockname_args int
188	COMPAT_DF12	POSIX	{ int stat(const char *path, struct dfbsd12_stat *ub); }
`;

export const linuxHeader = `#ifndef _ASM_UNISTD_64_H
#define _ASM_UNISTD_64_H

#define __NR_read 0
#define __NR_stat 4
#define __NR_exit 0x3c /* 60 */
#define __NR_uselib 134
#define __NR_landlock_add_rule (445)

#endif /* _ASM_UNISTD_64_H */
`;

export const linuxTable = `#
# <number> <abi> <name> <entry point>
#
0	common	read			sys_read
4	common	stat			sys_newstat
13	64	rt_sigaction		__x64_sys_rt_sigaction
56	common	clone			__x64_sys_clone/ptregs
59	64	execve			stub_execve
60	common	exit			sys_exit			-			noreturn
134	64	uselib
# a comment between
445	common	landlock_add_rule	sys_landlock_add_rule
512	x32	rt_sigaction		compat_sys_rt_sigaction
`;

export const linuxPrototypes = `/* Prototypes,
 * asmlinkage long sys_read(int wrong);
 */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H
#define SYSCALL_DEFINE1(name, ...) \\
	asmlinkage long sys_##name(int wrong); \\
	asmlinkage long sys_exit(int wrong)

struct iocb;
static inline int unrelated(int x) { return x == '"' ? 1 : 2 / x; }

#ifndef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
asmlinkage long sys_read(unsigned int fd, char __user *buf, size_t count);
asmlinkage long sys_newstat(const char __user *filename,
				struct stat __user *statbuf);	// the new one
asmlinkage long sys_rt_sigaction(int,
				 const struct sigaction __user *,
				 struct sigaction __user *,
				 size_t);
asmlinkage long sys_exit(int error_code);
#ifdef CONFIG_CLONE_BACKWARDS
asmlinkage long sys_clone(unsigned long, unsigned long, int __user *, unsigned long,
	       int __user *);
#else
asmlinkage long sys_clone(unsigned long, unsigned long, int __user *,
	       int __user *, unsigned long);
#endif
asmlinkage long sys_landlock_add_rule(int ruleset_fd, enum landlock_rule_type rule_type,
		const void __user *rule_attr, __u32 flags);
#if BITS_PER_LONG == 32
asmlinkage long sys_read(int fd);
#endif
#endif

SYSCALL_DEFINE3(execve,
		const char __user *, filename,
		const char __user *const __user *, argv,
		const char __user *const __user *, envp)
{
	return do_execve(getname(filename), argv, envp);
}
#endif
`;

/** Every table, by the name of its format, for tests that take all of them. */
export const sampleTables = {
  "syscalls.master of OpenBSD": openbsdTable,
  "syscalls.master of NetBSD": netbsdTable,
  "syscalls.master of FreeBSD in columns": freebsdColumns,
  "syscalls.master of FreeBSD in blocks": freebsdBlocks,
  "syscalls.master of DragonFly": dragonflyTable,
  "unistd_64.h": linuxHeader,
  "syscall_64.tbl": linuxTable,
} as const;
