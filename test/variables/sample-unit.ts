import {
  AX,
  CX,
  MOVQ,
  RET,
  addressOf,
  assemblyUnit,
  constants,
  data,
  external,
  global,
  int16,
  int32,
  int64,
  int8,
  integers,
  none,
  returns,
  routine,
  text,
  uint16,
  uint32,
  uint64,
  uint8,
  zeros,
} from "../../dsl/index.js";
import type { Data } from "../../dsl/index.js";

const { WIDTH } = constants({ WIDTH: 640 });

const greeting = data("main·greeting", { doc: "What is said.", access: "read-only" }, text("hello, world\n"));

const odd = data("main·odd", { access: "read-only" }, text('"\\//%$ä€\u{1f600}\t\r\0·;#\u007f'), text("1\u00012"));

const numbers = data(
  "main·numbers",
  { access: "read-only" },
  integers(uint8, 0, 255, 7),
  integers(int8, -128, 127, -1),
  integers(uint16, 0xffff),
  integers(int16, -0x8000, WIDTH),
  integers(int32, -0x8000_0000, 0x7fff_ffff),
  integers(uint32, 0xffff_ffff),
  integers(int64, -0x8000_0000_0000_0000n, -1),
  integers(uint64, 0xffff_ffff_ffff_ffffn, 0x8000_0000_0000_0000n, 0x0123_4567_89ab_cdefn),
);

const counter = data("main·counter", { doc: "How often.", access: "read-write" }, integers(uint32, 1), zeros(12));

const room = data("main·room", { access: "read-write", alignment: 8 }, zeros(100));

const blank = data("main·blank", { access: "read-only" }, zeros(3));

const table = data(
  "main·table",
  { doc: "Of addresses.\nTwo lines.", access: "read-only" },
  addressOf(greeting),
  addressOf(greeting, 7),
  integers(uint32, 5, 6),
  addressOf(external("runtime·other"), -8),
);

const links = data("main·links", { access: "read-write" }, text("x"), addressOf(room, 100), zeros(2));

/** A variable with what objects must hold for it: worked out by hand. */
export interface Sample {
  readonly item: Data;
  readonly section: ".rodata" | ".data" | ".bss";
  /** In hexadecimal; addresses are zeros. */
  readonly bytes: string;
  /** Offset, symbol and addend of each address. */
  readonly addresses: readonly (readonly [offset: number, symbol: string, addend: number])[];
}

const zero8 = "0000000000000000";

/** Every kind of part, at the limits. */
export const samples: readonly Sample[] = [
  { item: greeting, section: ".rodata", bytes: "68656c6c6f2c20776f726c640a", addresses: [] },
  {
    item: odd,
    section: ".rodata",
    bytes: "225c2f2f2524c3a4e282acf09f9880090d00c2b73b237f310132",
    addresses: [],
  },
  {
    item: numbers,
    section: ".rodata",
    bytes:
      "00ff07" +
      "807fff" +
      "ffff" +
      "0080" +
      "8002" +
      "00000080ffffff7f" +
      "ffffffff" +
      "0000000000000080" +
      "ffffffffffffffff" +
      "ffffffffffffffff" +
      "0000000000000080" +
      "efcdab8967452301",
    addresses: [],
  },
  { item: counter, section: ".data", bytes: "01000000" + "000000000000000000000000", addresses: [] },
  { item: room, section: ".bss", bytes: "00".repeat(100), addresses: [] },
  { item: blank, section: ".rodata", bytes: "000000", addresses: [] },
  {
    item: table,
    section: ".rodata",
    bytes: zero8 + zero8 + "0500000006000000" + zero8,
    addresses: [
      [0, "main.greeting", 0],
      [8, "main.greeting", 7],
      [24, "runtime.other", -8],
    ],
  },
  { item: links, section: ".data", bytes: "78" + zero8 + "0000", addresses: [[1, "main.room", 100]] },
];

/** A unit of all of them, with a routine that names some. */
export const sampleUnit = assemblyUnit({
  includes: [],
  routines: [
    routine("main·read", { frame: none, returns: uint64, contract: () => returns(0x5_0000_0006) }, () => [
      MOVQ(addressOf(greeting), CX),
      MOVQ(global(table, uint64, 16), AX),
      RET(),
    ]),
  ],
  data: samples.map(({ item }) => item),
});
