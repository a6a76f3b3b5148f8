import { expect } from "chai";
import { fileURLToPath } from "node:url";
import { needs } from "../peers.js";
import { portwright, succeed } from "./run-portwright.js";
import { workspace, type Workspace } from "./workspace.js";

/** What Linux/x86-64 has in its headers, in every kind of claim: the machine's own headers judge it. */
const linux = `import {
  array, assemblyUnit, bits, constants, definitions, godefsInput, int16, int32, int64, placed, pointer, port, signal,
  signalTable, struct, structAt, syscallStub, systemCall, systemCalls, systemStruct, systemTypedef, systemUnion, typedef,
  uint16, uint32, uint64, uint8, union, voidType, ignored, onError,
} from "portwright/dsl";

const kernel = constants({
  EINTR: 4, PROT_EXEC: 4, MAP_ANONYMOUS: 0x20, SIGUSR1: 10, SA_RESTART: 0x10000000, SA_RESETHAND: 0x80000000,
  EPOLLIN: 1, EPOLL_CTL_MOD: 3, S_IFMT: 0xf000, INT64_MIN: -0x8000_0000_0000_0000n, UINT64_MAX: 0xffff_ffff_ffff_ffffn,
});
const Timeval = struct("Timeval", { tv_sec: int64, tv_usec: int64 });
const Timespec = struct("Timespec", { tv_sec: int64, tv_nsec: int64 });
const EpollData = union("EpollData", { ptr: pointer(voidType), fd: int32, u32: uint32, u64: uint64 });
const EpollEvent = structAt("EpollEvent", { size: 12, align: 1 }, { events: placed(0, uint32), data: placed(4, uint64) });
const Stat = struct("Stat", {
  st_dev: uint64, st_ino: uint64, st_nlink: uint64, st_mode: uint32, st_uid: uint32, st_gid: uint32, __pad0: int32,
  st_rdev: uint64, st_size: int64, st_blksize: int64, st_blocks: int64, st_atim: Timespec, st_mtim: Timespec,
  st_ctim: Timespec, __glibc_reserved: array(int64, 3),
});
const Iphdr = structAt("Iphdr", { size: 20, align: 4 }, {
  ihl: bits(0, 4, uint32), version: bits(4, 4, uint32), tos: placed(1, uint8), tot_len: placed(2, uint16),
  saddr: placed(12, uint32), daddr: placed(16, uint32),
});
const Pollfd = struct("Pollfd", { fd: int32, events: int16, revents: int16 });
const ModeT = typedef("ModeT", uint32);
const defined = definitions({
  constants: kernel,
  types: [Timeval, Timespec, EpollData, EpollEvent, Stat, Iphdr, Pollfd, ModeT],
});
const sys = systemCalls({
  write: systemCall(1, int64, { fd: int32, buf: pointer(voidType), nbyte: uint64 }),
  nothing: systemCall(5000, int64, {}),
});
const write = syscallStub("write", sys.write, { fd: int32, buf: pointer(voidType), nbyte: uint64 }, onError(ignored));
const nothing = syscallStub("nothing", sys.nothing, {}, onError(ignored));

export default port({
  name: "linux", title: "what Linux has", errata: [],
  outputs: [
    { kind: "standard-c-header", path: "defs.h", definitions: defined },
    { kind: "plan9-assembly", path: "sys.s", unit: assemblyUnit({ includes: [], routines: [write, nothing] }) },
    {
      kind: "signal-table", path: "signals.h",
      table: signalTable("signals", [
        signal(constants({ SIGNONE: 0 }).SIGNONE, [], "none"), signal(constants({ SIGHUP: 1 }).SIGHUP, [], "hangup"),
      ]),
    },
    {
      kind: "godefs-input", path: "defs.c",
      input: godefsInput({
        definitions: defined, command: "none",
        includes: [
          "stdint.h", "errno.h", "sys/mman.h", "sys/time.h", "sys/epoll.h", "sys/stat.h", "netinet/ip.h", "poll.h", "signal.h",
        ],
        systemTypes: {
          Timeval: systemStruct("timeval"), Timespec: systemStruct("timespec"), EpollData: systemUnion("epoll_data"),
          EpollEvent: systemStruct("epoll_event"), Stat: systemStruct("stat"), Iphdr: systemStruct("iphdr"),
          Pollfd: systemStruct("pollfd"), ModeT: systemTypedef("mode_t"),
        },
      }),
    },
  ],
});
`;

describe("check --headers with the headers of this machine", function () {
  let work: Workspace;
  beforeEach(() => {
    work = workspace({ "port.ts": linux });
  });
  afterEach(() => {
    work.remove();
  });

  for (const command of ["gcc", "clang"]) {
    describe(command, () => {
      before(function () {
        needs(this, command, command);
      });

      it("finds nothing otherwise", () => {
        expect(succeed(["check", "port.ts", "--headers", "--cc", command], { cwd: work.folder })).to.match(
          /^linux: not in the headers and not compared: SYS_nothing\nlinux: \d+ numbers compared, all as the headers have them\n$/,
        );
      });

      it("finds every mistake that is put in", () => {
        const mistaken = [
          ["EINTR: 4", "EINTR: 5", "header-value"],
          ["SA_RESETHAND: 0x80000000", "SA_RESETHAND: -0x7fff_ffff", "header-value"],
          ["INT64_MIN: -0x8000_0000_0000_0000n", "INT64_MIN: -0x7fff_ffff_ffff_ffffn", "header-value"],
          ["EPOLLIN: 1", "EPOLLOTHER: 1", "header-missing"],
          ["SIGHUP: 1 }).SIGHUP", "SIGINT: 1 }).SIGINT", "header-signal"],
          ["systemCall(1,", "systemCall(2,", "header-system-call"],
          ["u32: uint32", "u32: int32", "header-sign"],
          ["ihl: bits(0, 4", "ihl: bits(0, 3", "header-bits"],
          ["version: bits(4, 4", "version: bits(3, 4", "header-bits"],
          ["{ size: 12, align: 1 }", "{ size: 16, align: 8 }", "header-size", "header-alignment"],
          ["data: placed(4,", "data: placed(8,", "header-offset"],
          ["events: int16, revents: int16", "revents: int16, events: int16", "header-offset", "header-offset"],
          ['"ModeT", uint32', '"ModeT", int32', "header-sign"],
          ["saddr: placed(12", "sender: placed(12", "header-missing"],
        ];
        const text = mistaken.reduce((before, [from = "", to = ""]) => {
          expect(before, from).to.contain(from);
          return before.replace(from, to);
        }, linux);
        work.write("port.ts", text);
        const run = portwright(["check", "port.ts", "--headers", "--cc", command], { cwd: work.folder });
        const found = run.stdout.split("\n").flatMap((line) => /error: .*\((header-[\w-]+)\)$/.exec(line)?.[1] ?? []);
        const expected = mistaken.flatMap(([, , ...codes]) => codes);
        expect(found.toSorted(), run.stdout).to.deep.equal(expected.toSorted());
        expect(run.status).to.equal(1);
      });
    });
  }

  it("takes likely names where the description has none, in headers named by hand", function () {
    needs(this, "gcc", "gcc");
    const starter = fileURLToPath(new URL("../../../examples/starter/port.ts", import.meta.url));
    const words = ["check", starter, "--headers", "--cc", "gcc"];
    expect(portwright(words, { cwd: work.folder }).stderr).to.match(
      /does not say in which headers .*\n {2}hint: .*--header sys\/time\.h/,
    );
    const { stdout, status } = portwright([...words, "--header", "time.h"], { cwd: work.folder });
    expect(status).to.equal(1);
    // FreeBSD's numbers are not Linux's; its struct timespec is.
    expect(
      [...stdout.matchAll(/error: (\w+) is .*\((header-[\w-]+)\)$/gm)].map(([, name, code]) => [name, code]),
    ).to.deep.equal([
      ["CLOCK_MONOTONIC", "header-value"],
      ["exit", "header-system-call"],
      ["write", "header-system-call"],
      ["clock_gettime", "header-system-call"],
    ]);
  });
});
