/** A program for streams.test.ts: a guest on the streams of this process, told by its arguments what to do. */
import { Guest, shown } from "./guest.js";
import { createFileTable } from "../../../run/files/file-table.js";

const [what] = process.argv.slice(2);
const guest = new Guest();
const streams = createFileTable({ startTime: 0n, seed: 1 });
for (const number of streams.numbers) {
  guest.files.add(streams.get(number), false, number);
}
streams.closeAll();

const say = (text: string): void => {
  guest.write(1, text);
};

async function readAll(): Promise<string> {
  let text = "";
  for (;;) {
    const room = guest.room(64);
    const count = await guest.finished(guest.call("read", 0, room, 64));
    if (typeof count !== "number" || count === 0) return `${text}|${count}`;
    text += guest.text(room, count);
  }
}

switch (what) {
  case "copy":
    say(await readAll());
    break;
  case "poll": {
    const entry = new Uint8Array(8);
    entry[4] = 1;
    const address = guest.put(entry);
    say(`${await guest.finished(guest.call("poll", address, 1, -1))} ${guest.view(address, 8).getInt16(6, true)} `);
    say(await readAll());
    break;
  }
  case "nonblocking": {
    guest.call("fcntl", 0, 4, 4);
    const room = guest.room(64);
    say(String(await guest.finished(guest.call("read", 0, room, 64))));
    break;
  }
  case "leave": {
    guest.sleeps("read", 0, guest.room(64), 64);
    await new Promise((resolve) => setTimeout(resolve, 50));
    say("left");
    break;
  }
  case "position": {
    say(guest.read(0, 3));
    say(shown(guest.call("lseek", 0, 0, 0, 1)));
    guest.call("lseek", 0, 0, 1, 0);
    say(guest.read(0, 3));
    break;
  }
  case "pipe": {
    let answer: unknown = 0;
    for (let count = 0; count < 100 && typeof answer === "number"; count += 1) {
      answer = await guest.finished(guest.call("write", 1, guest.put(Buffer.alloc(4096, "x")), 4096));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    process.stderr.write(`${String(answer)} ${guest.signals.map(({ signal }) => signal).join()}`);
    break;
  }
  case "large": {
    const bytes = Buffer.alloc(1 << 20, "x");
    const answer = await guest.finished(guest.call("write", 1, guest.put(bytes), bytes.length));
    process.stderr.write(String(answer));
    break;
  }
  case "kinds": {
    const kinds = [0, 1, 2].map((number) => {
      const address = guest.room(144);
      const answer = guest.call("fstat", number, address);
      return answer === 0 ? (guest.view(address, 144).getUint32(8, true) & 0xf000).toString(16) : shown(answer);
    });
    const terminal = guest.call("ioctl", 1, 0x402c7413, guest.room(44));
    process.stderr.write(`${kinds.join(" ")} ${shown(terminal)} ${shown(guest.call("lseek", 0, 0, 0, 1))}`);
    break;
  }
  default:
    throw new Error(`what is ${String(what)}?`);
}
guest.files.closeAll();
