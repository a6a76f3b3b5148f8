import { expect } from "chai";
import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Guest, shown, temporaryFolder } from "./guest.js";

const flag = { wronly: 1, rdwr: 2, nonblock: 4, append: 8, creat: 0x200, trunc: 0x400, excl: 0x800, cloexec: 0x10000 };
const bad = 0xdead_0000_0000n;
const tooLarge = 1n << 63n;

describe("system calls about files", () => {
  const folder = temporaryFolder();
  let guest: Guest;

  const host = (path: string): string => join(folder.path, path);
  const open = (path: string, flags = 0, mode = 0o644): number => guest.value("open", path, flags, mode);

  before(() => {
    mkdirSync(host("folder"));
    writeFileSync(host("file"), "0123456789");
    symlinkSync("file", host("link"));
  });

  after(() => {
    folder.remove();
  });

  beforeEach(() => {
    guest = new Guest(folder.path);
  });

  afterEach(() => {
    guest.files.closeAll();
    guest.files.fileSystem.close();
  });

  it("open: flags, modes and errors", () => {
    expect(guest.call("open", "file", 3, 0)).to.equal("EINVAL");
    expect(guest.call("open", "nothing", 0, 0)).to.equal("ENOENT");
    expect(guest.call("open", bad, 0, 0)).to.equal("EFAULT");
    expect(guest.call("open", "folder", flag.wronly, 0)).to.equal("EISDIR");
    expect(guest.call("open", "folder", flag.creat, 0)).to.equal("EISDIR");
    expect(guest.call("open", "file", flag.creat | flag.excl, 0)).to.equal("EEXIST");
    guest.process.umask = 0o027;
    const made = open("made", flag.creat | flag.rdwr, 0o666);
    expect(statSync(host("made")).mode & 0o7777).to.equal(0o640);
    expect(guest.write(made, "text")).to.equal(4);
    open("made", flag.trunc | flag.wronly);
    expect(statSync(host("made")).size).to.equal(0);
    const closing = open("file", flag.cloexec);
    expect(guest.call("fcntl", closing, 1, 0)).to.equal(1);
    expect(guest.call("openat", -100, "file", 0, 0)).to.be.a("number");
    const directory = open("folder");
    expect(guest.call("openat", directory, "../file", 0, 0)).to.be.a("number");
    expect(guest.call("openat", made, "file", 0, 0)).to.equal("ENOTDIR");
    expect(guest.call("openat", 99, "file", 0, 0)).to.equal("EBADF");
    expect(guest.call("openat", 99, "/file", 0, 0)).to.be.a("number");
  });

  it("read, pread, readv, lseek", () => {
    const file = open("file");
    expect(guest.read(file, 4)).to.equal("0123");
    expect(guest.read(file, 100)).to.equal("456789");
    expect(guest.read(file, 100)).to.equal("");
    expect(guest.call("lseek", file, 0, -3, 2)).to.equal(7);
    expect(guest.read(file)).to.equal("789");
    expect(guest.call("lseek", file, 0, -1, 0)).to.equal("EINVAL");
    expect(guest.call("lseek", file, 0, 0, 3)).to.equal("EINVAL");
    expect(guest.call("lseek", file, 0, (1n << 63n) - 1n, 2)).to.equal("EINVAL");
    expect(guest.call("lseek", file, 0, 1n << 62n, 0)).to.equal(2 ** 62);
    expect(guest.read(file)).to.equal("");
    guest.call("lseek", file, 0, 2, 0);
    const room = guest.room(16);
    expect(guest.call("pread", file, room, 3, 0, 5)).to.equal(3);
    expect(guest.text(room, 3)).to.equal("567");
    expect(guest.call("pread", file, room, 3, 0, -1)).to.equal("EINVAL");
    expect(guest.read(file, 1)).to.equal("2");
    const vector = guest.put(new Uint8Array(BigUint64Array.of(room, 2n, room + 8n, 4n).buffer));
    expect(guest.call("readv", file, vector, 2)).to.equal(6);
    expect(guest.text(room, 2) + guest.text(room + 8n, 4)).to.equal("345678");
    expect(guest.call("preadv", file, vector, 2, 0, 1)).to.equal(6);
    expect(guest.text(room, 2)).to.equal("12");
    for (const count of [0, -1, 1025]) {
      expect(guest.call("readv", file, vector, count)).to.equal("EINVAL");
    }
    const huge = guest.put(new Uint8Array(BigUint64Array.of(room, tooLarge - 1n, room, 1n).buffer));
    expect(guest.call("readv", file, huge, 2)).to.equal("EINVAL");
    expect(guest.call("readv", file, bad, 2)).to.equal("EFAULT");
    expect(guest.call("read", 99, room, 1)).to.equal("EBADF");
    expect(guest.call("read", -1, room, 1)).to.equal("EBADF");
    expect(guest.call("read", open("folder"), room, 1)).to.equal("EISDIR");
    expect(guest.call("read", open("made", flag.creat | flag.wronly), room, 1)).to.equal("EBADF");
  });

  it("bad memory loses nothing of a file, and sizes out of nowhere cost nothing", () => {
    const file = open("file");
    expect(guest.call("read", file, bad, 4)).to.equal("EFAULT");
    expect(guest.read(file, 4)).to.equal("0123");
    const room = guest.room(16);
    expect(guest.call("read", file, room, tooLarge)).to.equal("EINVAL");
    expect(guest.call("read", file, room, 1n << 62n)).to.equal(6);
    const made = open("made", flag.creat | flag.rdwr);
    expect(guest.call("write", made, bad, 1n << 62n)).to.equal("EFAULT");
    expect(guest.call("write", made, bad, tooLarge)).to.equal("EINVAL");
    expect(guest.call("write", made, bad, 0)).to.equal(0);
    expect(guest.call("write", open("/dev/null", flag.rdwr), bad, 1n << 62n)).to.equal(2 ** 62);
    expect(guest.call("read", open("/dev/zero"), bad, 1n << 62n)).to.equal("EFAULT");
    expect(guest.call("write", open("file"), room, 1)).to.equal("EBADF");
  });

  it("write, pwrite, writev, O_APPEND, truncation", () => {
    const file = open("written", flag.creat | flag.rdwr);
    expect(guest.write(file, "hello")).to.equal(5);
    expect(guest.call("pwrite", file, Buffer.from("J"), 1, 0, 0)).to.equal(1);
    const [one, two] = [guest.put(Buffer.from(" wor")), guest.put(Buffer.from("ld"))];
    const vector = guest.put(new Uint8Array(BigUint64Array.of(one, 4n, two, 2n).buffer));
    expect(guest.call("writev", file, vector, 2)).to.equal(6);
    expect(readFileSync(host("written"), "utf8")).to.equal("Jello world");
    expect(guest.call("pwritev", file, vector, 2, 0, 11)).to.equal(6);
    expect(guest.call("ftruncate", file, 0, 11)).to.equal(0);
    expect(guest.call("fcntl", file, 4, flag.append)).to.equal(0);
    guest.call("lseek", file, 0, 0, 0);
    guest.write(file, "!");
    expect(readFileSync(host("written"), "utf8")).to.equal("Jello world!");
    expect(guest.call("truncate", "written", 0, 5)).to.equal(0);
    expect(guest.call("truncate", "written", 0, -1)).to.equal("EINVAL");
    expect(guest.call("truncate", "folder", 0, 0)).to.equal("EISDIR");
    expect(guest.call("ftruncate", open("file"), 0, 0)).to.equal("EINVAL");
    expect(guest.call("ftruncate", file, 0, -1)).to.equal("EINVAL");
    expect(readFileSync(host("written"), "utf8")).to.equal("Jello");
    const long = Buffer.alloc((1 << 20) + 5, "x");
    expect(guest.call("write", file, guest.put(long), long.length)).to.equal(long.length);
    expect(statSync(host("written")).size).to.equal(long.length + 5);
    expect(guest.call("fsync", file)).to.equal(0);
    expect(guest.call("fsync", guest.pipe()[0])).to.equal("EINVAL");
    expect(guest.call("fsync", 99)).to.equal("EBADF");
  });

  it("descriptors: lowest first, shared offsets, limits", () => {
    const file = open("file");
    expect(file).to.equal(0);
    const copy = guest.value("dup", file);
    expect(copy).to.equal(1);
    guest.read(file, 3);
    expect(guest.read(copy, 1)).to.equal("3");
    expect(guest.call("dup2", file, 10)).to.equal(10);
    expect(guest.call("dup2", file, file)).to.equal(0);
    expect(guest.call("dup2", 99, 5)).to.equal("EBADF");
    expect(guest.call("dup2", file, -1)).to.equal("EBADF");
    expect(guest.call("dup2", file, 512)).to.equal("EBADF");
    expect(guest.call("fcntl", file, 0, 5)).to.equal(5);
    expect(guest.call("fcntl", file, 0, 512)).to.equal("EINVAL");
    expect(guest.call("fcntl", file, 0, -1)).to.equal("EINVAL");
    expect(guest.call("fcntl", file, 10, 5)).to.equal(6);
    expect(guest.call("fcntl", 6, 1, 0)).to.equal(1);
    expect(guest.call("fcntl", 6, 2, 0)).to.equal(0);
    expect(guest.call("fcntl", 6, 1, 0)).to.equal(0);
    expect(guest.call("fcntl", file, 99, 0)).to.equal("EINVAL");
    expect(guest.call("fcntl", 99, 1, 0)).to.equal("EBADF");
    expect(guest.call("close", file)).to.equal(0);
    expect(guest.call("close", file)).to.equal("EBADF");
    expect(guest.read(copy, 1)).to.equal("4");
    expect(open("file")).to.equal(0);
    expect(guest.call("closefrom", 3)).to.equal(0);
    expect(guest.files.numbers).to.deep.equal([0, 1]);
    expect(guest.call("closefrom", 2)).to.equal("EBADF");
    guest.files.limit = 3;
    expect(open("file")).to.equal(2);
    expect(guest.call("open", "file", 0, 0)).to.equal("EMFILE");
    expect(guest.call("dup", 0)).to.equal("EMFILE");
    expect(guest.call("pipe", guest.room(8))).to.equal("EMFILE");
    guest.files.limit = 4;
    expect(guest.call("pipe", guest.room(8))).to.equal("EMFILE");
    guest.files.limit = 10;
    expect(guest.call("pipe", bad)).to.equal("EFAULT");
    expect(guest.files.numbers).to.deep.equal([0, 1, 2]);
  });

  it("a table's copy shares files and not descriptors", () => {
    const file = open("file");
    const queue = guest.value("kqueue");
    guest.call("fcntl", file, 2, 1);
    const copy = guest.files.copy();
    expect(copy.get(file)).to.equal(guest.files.get(file));
    expect(() => copy.get(queue)).to.throw("EBADF");
    guest.call("close", file);
    expect(copy.get(file).peek(1)).to.deep.equal(Uint8Array.of(0x30));
    copy.closeOnExecution();
    expect(copy.numbers).to.deep.equal([]);
  });

  it("flags and locks of fcntl, flock", () => {
    const file = open("file", flag.rdwr | flag.append | flag.creat);
    expect(guest.call("fcntl", file, 3, 0)).to.equal(flag.rdwr | flag.append);
    guest.call("fcntl", file, 4, flag.nonblock | flag.creat | 1);
    expect(guest.call("fcntl", file, 3, 0)).to.equal(flag.rdwr | flag.nonblock);
    const lock = new Uint8Array(24);
    new DataView(lock.buffer).setInt16(20, 3, true);
    const address = guest.put(lock);
    expect(guest.call("fcntl", file, 8, address)).to.equal(0);
    expect(guest.call("fcntl", file, 7, address)).to.equal(0);
    expect(guest.view(address, 24).getInt16(20, true)).to.equal(2);
    expect(guest.call("fcntl", file, 8, guest.put(new Uint8Array(24)))).to.equal("EINVAL");
    expect(guest.call("fcntl", file, 8, bad)).to.equal("EFAULT");
    expect(guest.call("fcntl", guest.pipe()[0], 8, address)).to.equal("EBADF");
    expect(guest.call("flock", file, 2)).to.equal(0);
    expect(guest.call("flock", file, 2 | 4)).to.equal(0);
    expect(guest.call("flock", file, 8)).to.equal(0);
    expect(guest.call("flock", file, 3)).to.equal("EINVAL");
    expect(guest.call("flock", guest.pipe()[0], 2)).to.equal("EOPNOTSUPP");
  });

  it("stat and its relatives", () => {
    const address = guest.room(144);
    expect(guest.call("stat", "link", address)).to.equal(0);
    expect(guest.view(address, 144).getUint32(8, true) & 0xf000).to.equal(0x8000);
    expect(guest.view(address, 144).getBigInt64(80, true)).to.equal(10n);
    expect(guest.view(address, 144).getUint32(16, true)).to.equal(1000);
    const inode = guest.view(address, 144).getUint32(4, true);
    expect(guest.call("lstat", "link", address)).to.equal(0);
    expect(guest.view(address, 144).getUint32(8, true) & 0xf000).to.equal(0xa000);
    expect(guest.call("fstat", open("file"), address)).to.equal(0);
    expect(guest.view(address, 144).getUint32(4, true)).to.equal(inode);
    expect(guest.call("fstatat", -100, "link", address, 2)).to.equal(0);
    expect(guest.view(address, 144).getUint32(8, true) & 0xf000).to.equal(0xa000);
    expect(guest.call("fstatat", -100, "link", address, 64)).to.equal("EINVAL");
    expect(guest.call("stat", "nothing", address)).to.equal("ENOENT");
    expect(guest.call("stat", "file", bad)).to.equal("EFAULT");
    expect(guest.call("stat", bad, address)).to.equal("EFAULT");
    expect(guest.call("fstat", 99, address)).to.equal("EBADF");
    expect(guest.call("access", "file", 8)).to.equal("EINVAL");
    expect(guest.call("access", "file", 4)).to.equal(0);
    expect(guest.call("access", "nothing", 0)).to.equal("ENOENT");
    expect(guest.call("faccessat", -100, "file", 4, 1)).to.equal(0);
    expect(guest.call("faccessat", -100, "file", 4, 2)).to.equal("EINVAL");
    expect(guest.call("pathconf", "file", 4)).to.equal(255);
    expect(guest.call("pathconf", "file", 99)).to.equal("EINVAL");
    expect(guest.call("fpathconf", 99, 4)).to.equal("EBADF");
    const status = guest.room(488);
    expect(guest.call("statfs", "file", status)).to.equal(0);
    expect(guest.call("fstatfs", open("file"), status)).to.equal(0);
    expect(guest.call("getfsstat", 0, 0, 0)).to.equal(1);
    expect(guest.call("getfsstat", status, 488, 0)).to.equal(1);
    expect(guest.call("getfsstat", status, 487, 0)).to.equal(0);
  });

  it("readlink, symlink, link, rename, unlink, mkdir, rmdir", () => {
    const room = guest.room(64);
    expect(guest.call("readlink", "link", room, 64)).to.equal(4);
    expect(guest.text(room, 4)).to.equal("file");
    expect(guest.call("readlink", "link", room, 2)).to.equal(2);
    expect(guest.call("readlink", "file", room, 64)).to.equal("EINVAL");
    expect(guest.call("readlink", "nothing", room, 64)).to.equal("ENOENT");
    expect(guest.call("readlink", "link", bad, 64)).to.equal("EFAULT");
    expect(guest.call("symlink", "/any/where", "made-link")).to.equal(0);
    expect(readlinkSync(host("made-link"))).to.equal("/any/where");
    expect(guest.call("symlink", "x", "made-link")).to.equal("EEXIST");
    expect(guest.call("symlink", "x", "nothing/link")).to.equal("ENOENT");
    expect(guest.call("link", "link", "hard")).to.equal(0);
    expect(lstatSync(host("hard")).ino).to.equal(statSync(host("file")).ino);
    expect(guest.call("link", "file", "hard")).to.equal("EEXIST");
    expect(guest.call("link", "folder", "hard2")).to.equal("EPERM");
    expect(guest.call("link", "nothing", "hard2")).to.equal("ENOENT");
    expect(guest.call("rename", "hard", "folder/harder")).to.equal(0);
    expect(guest.call("rename", "hard", "x")).to.equal("ENOENT");
    expect(guest.call("rename", "folder", "folder/inside")).to.equal("EINVAL");
    expect(guest.call("rename", "folder/.", "x")).to.equal("EINVAL");
    expect(guest.call("rename", "file", "folder")).to.equal("EISDIR");
    expect(guest.call("rename", "folder", "file")).to.equal("ENOTDIR");
    expect(guest.call("rename", "file", "nothing/x")).to.equal("ENOENT");
    expect(guest.call("rmdir", "folder")).to.equal("ENOTEMPTY");
    expect(guest.call("unlink", "folder")).to.equal("EPERM");
    expect(guest.call("unlink", "folder/harder")).to.equal(0);
    expect(guest.call("unlink", "made-link")).to.equal(0);
    expect(guest.call("unlink", "made-link")).to.equal("ENOENT");
    expect(guest.call("mkdir", "folder", 0o755)).to.equal("EEXIST");
    expect(guest.call("mkdir", "folder/.", 0o755)).to.equal("EEXIST");
    guest.process.umask = 0o077;
    expect(guest.call("mkdir", "made-folder", 0o777)).to.equal(0);
    expect(statSync(host("made-folder")).mode & 0o777).to.equal(0o700);
    expect(guest.call("rmdir", "made-folder/.")).to.equal("EINVAL");
    expect(guest.call("rmdir", "made-folder/..")).to.equal("ENOTEMPTY");
    expect(guest.call("rmdir", "file")).to.equal("ENOTDIR");
    expect(guest.call("rmdir", "made-folder")).to.equal(0);
    const directory = open("folder");
    expect(guest.call("mkdirat", directory, "x", 0o755)).to.equal(0);
    expect(guest.call("symlinkat", "y", directory, "s")).to.equal(0);
    expect(guest.call("linkat", directory, "../file", directory, "l", 0)).to.equal(0);
    expect(guest.call("renameat", directory, "l", -100, "m")).to.equal(0);
    expect(guest.call("unlinkat", -100, "m", 0)).to.equal(0);
    expect(guest.call("unlinkat", directory, "s", 0)).to.equal(0);
    expect(guest.call("unlinkat", directory, "x", 0)).to.equal("EPERM");
    expect(guest.call("unlinkat", directory, "x", 8)).to.equal(0);
    expect(guest.call("unlinkat", directory, "x", 1)).to.equal("EINVAL");
    expect(guest.call("linkat", -100, "file", -100, "l", 1)).to.equal("EINVAL");
  });

  it("modes, owners and times", () => {
    writeFileSync(host("changed"), "");
    expect(guest.call("chmod", "changed", 0o600)).to.equal(0);
    expect(statSync(host("changed")).mode & 0o777).to.equal(0o600);
    expect(guest.call("chmod", "changed", 0o10000)).to.equal("EINVAL");
    expect(guest.call("fchmod", open("changed"), 0o640)).to.equal(0);
    expect(guest.call("fchmodat", -100, "changed", 0o644, 0)).to.equal(0);
    expect(guest.call("fchmod", guest.pipe()[0], 0o640)).to.equal("EINVAL");
    expect(guest.call("chmod", "nothing", 0o600)).to.equal("ENOENT");
    expect(guest.call("chmod", "/dev/null", 0o600)).to.equal("EROFS");
    expect(guest.call("chown", "changed", 1000, 1000)).to.equal(0);
    expect(guest.call("chown", "changed", -1, -1)).to.equal(0);
    expect(guest.call("chown", "changed", 0, 0)).to.equal("EPERM");
    expect(guest.call("fchown", open("changed"), 0, 0)).to.equal("EPERM");
    const times = guest.put(new Uint8Array(BigInt64Array.of(1000n, 500_000n, 2000n, 0n).buffer));
    expect(guest.call("utimes", "changed", times)).to.equal(0);
    expect(statSync(host("changed")).atimeMs).to.equal(1_000_500);
    expect(statSync(host("changed")).mtimeMs).to.equal(2_000_000);
    expect(guest.call("utimes", "changed", bad)).to.equal("EFAULT");
    const wrong = guest.put(new Uint8Array(BigInt64Array.of(1000n, 1_000_000n, 0n, 0n).buffer));
    expect(guest.call("utimes", "changed", wrong)).to.equal("EINVAL");
    expect(guest.call("futimes", open("changed"), 0)).to.equal(0);
    expect(statSync(host("changed")).mtimeMs).to.equal(1_300_000_000_000);
    const omit = guest.put(new Uint8Array(BigInt64Array.of(5n, 7n, 0n, -1n).buffer));
    expect(guest.call("utimensat", -100, "changed", omit, 0)).to.equal(0);
    expect(statSync(host("changed")).mtimeMs).to.equal(1_300_000_000_000);
    expect(statSync(host("changed")).atimeMs).to.equal(5000);
    expect(guest.call("umask", 0o7)).to.equal(0o22);
    expect(guest.call("umask", 0o22)).to.equal(0o7);
  });

  it("folders: reading, working folder", () => {
    mkdirSync(host("listed"));
    for (const name of ["b", "a", "ünder"]) writeFileSync(host(`listed/${name}`), "");
    const directory = open("listed");
    const room = guest.room(4096);
    const base = guest.room(8);
    const list = (size: number): readonly string[] | string => {
      const count = guest.call("getdirentries", directory, room, size, base);
      if (typeof count !== "number") return shown(count);
      const names: string[] = [];
      for (let at = 0; at < count;) {
        const view = guest.view(room + BigInt(at), 264);
        names.push(Buffer.from(new Uint8Array(view.buffer, 8, view.getUint8(7))).toString("utf8"));
        at += view.getUint16(4, true);
      }
      return names;
    };
    expect(list(4096)).to.deep.equal([".", "..", "a", "b", "ünder"]);
    expect(list(4096)).to.deep.equal([]);
    expect(guest.call("lseek", directory, 0, 0, 0)).to.equal(0);
    writeFileSync(host("listed/c"), "");
    expect(list(30)).to.deep.equal([".", ".."]);
    expect(list(24)).to.deep.equal(["a", "b"]);
    expect(guest.view(base, 8).getBigUint64(0, true)).to.equal(2n);
    expect(list(11)).to.equal("EINVAL");
    expect(list(0)).to.equal("EINVAL");
    expect(guest.call("getdirentries", open("file"), room, 512, base)).to.equal("EINVAL");
    expect(guest.call("getdirentries", directory, bad, 512, base)).to.equal("EFAULT");
    expect(guest.call("__getcwd", room, 1024)).to.equal(2);
    expect(guest.call("chdir", "listed")).to.equal(0);
    expect(guest.call("__getcwd", room, 1024)).to.equal(8);
    expect(guest.text(room, 8)).to.equal("/listed\0");
    expect(guest.call("__getcwd", room, 7)).to.equal("ERANGE");
    expect(guest.call("__getcwd", bad, 1024)).to.equal("EFAULT");
    expect(guest.call("open", "a", 0, 0)).to.be.a("number");
    expect(guest.call("chdir", "a")).to.equal("ENOTDIR");
    expect(guest.call("chdir", "nothing")).to.equal("ENOENT");
    expect(guest.call("fchdir", open("/file"))).to.equal("ENOTDIR");
    expect(guest.call("fchdir", open("/"))).to.equal(0);
    expect(guest.call("open", "file", 0, 0)).to.be.a("number");
  });

  it("devices", () => {
    expect(guest.read(open("/dev/null"))).to.equal("");
    expect(guest.read(open("/dev/zero"), 3)).to.equal("\0\0\0");
    const random = guest.read(open("/dev/urandom"), 16);
    expect(random).to.have.length(16);
    expect(random).to.not.equal(guest.read(open("/dev/random"), 16));
    expect(new Guest().read(new Guest().value("open", "/dev/urandom", 0, 0))).to.equal("EBADF");
    const same = new Guest();
    expect(same.read(same.value("open", "/dev/arandom", 0, 0), 16)).to.equal(random);
    expect(guest.call("open", "/dev/tty", flag.rdwr, 0)).to.equal("ENXIO");
    const file = open("file");
    expect(open(`/dev/fd/${file}`)).to.equal(file + 1);
    expect(guest.call("open", `/dev/fd/${file}`, flag.rdwr, 0)).to.equal("EACCES");
    expect(guest.call("open", "/dev/fd/63", 0, 0)).to.equal("EBADF");
    expect(guest.call("open", "/dev/fd/64", 0, 0)).to.equal("ENOENT");
  });

  it("ioctl", () => {
    const file = open("file");
    const room = guest.room(64);
    guest.read(file, 4);
    expect(guest.call("ioctl", file, 0x4004667f, room)).to.equal(0);
    expect(guest.view(room, 4).getUint32(0, true)).to.equal(6);
    expect(guest.call("ioctl", file, 0x402c7413, room)).to.equal("ENOTTY");
    expect(guest.call("ioctl", file, 0x40087468, room)).to.equal("ENOTTY");
    expect(guest.call("ioctl", file, 0x20006601, 0)).to.equal(0);
    expect(guest.call("fcntl", file, 1, 0)).to.equal(1);
    expect(guest.call("ioctl", file, 0x20006602, 0)).to.equal(0);
    expect(guest.call("fcntl", file, 1, 0)).to.equal(0);
    guest.memory.writeUint32(room, 1);
    expect(guest.call("ioctl", file, 0x8004667e, room)).to.equal(0);
    expect(guest.call("fcntl", file, 3, 0)).to.equal(flag.nonblock);
    expect(guest.call("ioctl", file, 0x8004667e, bad)).to.equal("EFAULT");
    expect(guest.call("ioctl", 99, 0x20006601, 0)).to.equal("EBADF");
  });
});
