import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeEntries } from "../../../run/files/directory-file.js";
import { decodeEvent, encodeEvents, eventSize } from "../../../run/files/event-queue.js";
import { encodeStatus, statusSize } from "../../../run/files/file-status.js";
import { encodeFileSystemStatus, fileSystemStatusSize } from "../../../run/files/file-system-status.js";
import { needs } from "../../peers.js";
import { temporaryFolder } from "./guest.js";

/** The structs as OpenBSD 5.0's headers declare them, in types of this machine's C compiler, which has the same sizes. */
const declarations = `
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
struct timespec2011 { int32_t tv_sec; long tv_nsec; };
struct timeval2011 { long tv_sec; long tv_usec; };
struct stat { int32_t st_dev; uint32_t st_ino, st_mode, st_nlink, st_uid, st_gid; int32_t st_rdev, st_lspare0;
  struct timespec2011 st_atim, st_mtim, st_ctim; int64_t st_size, st_blocks; uint32_t st_blksize, st_flags, st_gen;
  int32_t st_lspare1; struct timespec2011 st_birthtim; int64_t st_qspare[2]; };
struct dirent { uint32_t d_fileno; uint16_t d_reclen; uint8_t d_type, d_namlen; char d_name[256]; };
struct kevent { uint32_t ident; short filter; unsigned short flags; unsigned int fflags; int data; void *udata; };
struct statfs { uint32_t f_flags, f_bsize, f_iosize; uint64_t f_blocks, f_bfree; int64_t f_bavail;
  uint64_t f_files, f_ffree; int64_t f_favail; uint64_t f_syncwrites, f_syncreads, f_asyncwrites, f_asyncreads;
  struct { int32_t val[2]; } f_fsid; uint32_t f_namemax, f_owner, f_ctime, f_spare[3];
  char f_fstypename[16], f_mntonname[90], f_mntfromname[90]; union { char align[160]; void *p; } mount_info; };
struct flock { int64_t l_start, l_len; int32_t l_pid; short l_type, l_whence; };
struct termios { uint32_t c_iflag, c_oflag, c_cflag, c_lflag; unsigned char c_cc[20]; int c_ispeed, c_ospeed; };
struct rusage { struct timeval2011 ru_utime, ru_stime; long ru_maxrss, rest[13]; };
struct msghdr { void *msg_name; uint32_t msg_namelen; void *msg_iov; unsigned msg_iovlen; void *msg_control;
  uint32_t msg_controllen; int msg_flags; };
`;

const asked: Readonly<Record<string, readonly string[]>> = {
  stat: [
    ..."dev ino mode nlink uid gid rdev atim mtim ctim size blocks blksize birthtim"
      .split(" ")
      .map((name) => `st_${name}`),
  ],
  dirent: ["d_fileno", "d_reclen", "d_type", "d_namlen", "d_name"],
  kevent: ["ident", "filter", "flags", "fflags", "data", "udata"],
  statfs: [
    ..."flags bsize iosize blocks bfree bavail files ffree favail fsid namemax fstypename mntonname mntfromname"
      .split(" ")
      .map((name) => `f_${name}`),
  ],
  flock: ["l_type", "l_whence"],
  termios: ["c_iflag", "c_lflag", "c_cc", "c_ispeed", "c_ospeed"],
  rusage: ["ru_utime", "ru_maxrss"],
  msghdr: ["msg_namelen", "msg_iov", "msg_iovlen", "msg_control", "msg_controllen", "msg_flags"],
};

describe("structs of 2011", () => {
  const folder = temporaryFolder();
  const figures = new Map<string, number>();

  const at = (name: string): number => {
    const figure = figures.get(name);
    if (figure === undefined) throw new Error(`not asked for: ${name}`);
    return figure;
  };

  before(function () {
    needs(this, "gcc", "gcc");
    const lines = Object.entries(asked).flatMap(([struct, fields]) => [
      `printf("${struct} %zu\\n", sizeof(struct ${struct}));`,
      ...fields.map((field) => `printf("${struct}.${field} %zu\\n", offsetof(struct ${struct}, ${field}));`),
    ]);
    const source = join(folder.path, "layout.c");
    writeFileSync(source, `${declarations}int main(void) { ${lines.join("\n")} return 0; }\n`);
    execFileSync("gcc", ["-m64", "-o", join(folder.path, "layout"), source]);
    for (const line of execFileSync(join(folder.path, "layout"), { encoding: "utf8" }).trim().split("\n")) {
      const [name = "", figure = ""] = line.split(" ");
      figures.set(name, Number(figure));
    }
  });

  after(() => {
    folder.remove();
  });

  it("struct stat", () => {
    const second = 1_000_000_000n;
    const bytes = encodeStatus({
      device: 1,
      inode: 0xfedcba98,
      mode: 0o100644,
      links: 3,
      user: 4,
      group: 5,
      special: 6,
      size: 0x1_0000_0007n,
      blocks: 8n,
      blockSize: 9,
      accessed: 10n * second + 11n,
      modified: 12n * second + 13n,
      changed: -1n,
      born: 16n * second + 17n,
    });
    const view = new DataView(bytes.buffer);
    expect(bytes.length).to.equal(at("stat")).and.to.equal(statusSize);
    expect(view.getInt32(at("stat.st_dev"), true)).to.equal(1);
    expect(view.getUint32(at("stat.st_ino"), true)).to.equal(0xfedcba98);
    expect(view.getUint32(at("stat.st_mode"), true)).to.equal(0o100644);
    expect(view.getUint32(at("stat.st_nlink"), true)).to.equal(3);
    expect(view.getUint32(at("stat.st_uid"), true)).to.equal(4);
    expect(view.getUint32(at("stat.st_gid"), true)).to.equal(5);
    expect(view.getInt32(at("stat.st_rdev"), true)).to.equal(6);
    expect(view.getBigInt64(at("stat.st_size"), true)).to.equal(0x1_0000_0007n);
    expect(view.getBigInt64(at("stat.st_blocks"), true)).to.equal(8n);
    expect(view.getUint32(at("stat.st_blksize"), true)).to.equal(9);
    const times = ["atim", "mtim", "ctim", "birthtim"].map((name) => {
      const offset = at(`stat.st_${name}`);
      return [view.getInt32(offset, true), Number(view.getBigInt64(offset + 8, true))];
    });
    expect(times).to.deep.equal([
      [10, 11],
      [12, 13],
      [-1, 999_999_999],
      [16, 17],
    ]);
  });

  it("struct dirent", () => {
    const entries = [1, 2, 3, 4, 255].map((length) => ({ name: "n".repeat(length), inode: length, type: 8 }));
    const { bytes, count } = encodeEntries(entries, 65536);
    expect(count).to.equal(5);
    const view = new DataView(bytes.buffer);
    let offset = 0;
    for (const { name, inode } of entries) {
      const length = view.getUint16(offset + at("dirent.d_reclen"), true);
      expect(length % 4).to.equal(0);
      expect(length).to.equal(at("dirent.d_name") + 4 * Math.ceil((name.length + 1) / 4));
      expect(view.getUint32(offset + at("dirent.d_fileno"), true)).to.equal(inode);
      expect(view.getUint8(offset + at("dirent.d_type"))).to.equal(8);
      expect(view.getUint8(offset + at("dirent.d_namlen"))).to.equal(name.length);
      const start = offset + at("dirent.d_name");
      expect(Buffer.from(bytes.subarray(start, start + name.length + 1)).toString()).to.equal(`${name}\0`);
      offset += length;
    }
    expect(offset).to.equal(bytes.length);
    expect(encodeEntries(entries, bytes.length - 1).count).to.equal(4);
    expect(encodeEntries(entries, 11).count).to.equal(0);
    expect(encodeEntries(entries, 12).count).to.equal(1);
    expect(at("dirent")).to.equal(264);
  });

  it("struct kevent", () => {
    const event = {
      identifier: 7,
      filter: -2,
      flags: 0x8011,
      filterFlags: 3,
      data: -5,
      userData: 0xfedc_ba98_7654_3210n,
    };
    const bytes = encodeEvents([event, { ...event, identifier: 8 }]);
    const view = new DataView(bytes.buffer);
    expect(eventSize).to.equal(at("kevent"));
    expect(view.getUint32(at("kevent") + at("kevent.ident"), true)).to.equal(8);
    expect(view.getInt16(at("kevent.filter"), true)).to.equal(-2);
    expect(view.getUint16(at("kevent.flags"), true)).to.equal(0x8011);
    expect(view.getUint32(at("kevent.fflags"), true)).to.equal(3);
    expect(view.getInt32(at("kevent.data"), true)).to.equal(-5);
    expect(view.getBigUint64(at("kevent.udata"), true)).to.equal(0xfedc_ba98_7654_3210n);
    expect(decodeEvent(view, 0)).to.deep.equal(event);
  });

  it("struct statfs", () => {
    const bytes = encodeFileSystemStatus(Buffer.from(folder.path));
    const view = new DataView(bytes.buffer);
    const textAt = (name: string): string =>
      Buffer.from(bytes.subarray(at(name), bytes.indexOf(0, at(name)))).toString();
    expect(bytes.length).to.equal(at("statfs")).and.to.equal(fileSystemStatusSize);
    const df = execFileSync("stat", ["-f", "-c", "%s %b", folder.path], { encoding: "utf8" }).trim().split(" ");
    expect(view.getUint32(at("statfs.f_bsize"), true)).to.equal(Number(df[0]));
    expect(view.getBigUint64(at("statfs.f_blocks"), true)).to.equal(BigInt(df[1] ?? 0));
    expect(view.getUint32(at("statfs.f_namemax"), true)).to.equal(255);
    expect(textAt("statfs.f_fstypename")).to.equal("ffs");
    expect(textAt("statfs.f_mntonname")).to.equal("/");
    expect(textAt("statfs.f_mntfromname")).to.equal("root_device");
  });

  it("structs that calls read and write themselves", () => {
    expect([at("flock"), at("flock.l_type"), at("flock.l_whence")]).to.deep.equal([24, 20, 22]);
    expect([at("termios"), at("termios.c_lflag"), at("termios.c_cc"), at("termios.c_ispeed")]).to.deep.equal([
      44, 12, 16, 36,
    ]);
    expect([at("rusage"), at("rusage.ru_maxrss")]).to.deep.equal([144, 32]);
    expect(
      ["namelen", "iov", "iovlen", "control", "controllen", "flags"].map((name) => at(`msghdr.msg_${name}`)),
    ).to.deep.equal([8, 16, 24, 32, 40, 44]);
  });
});
