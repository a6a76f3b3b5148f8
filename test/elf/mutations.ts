/** A small generator of numbers: the same seed gives the same ones. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}

const interesting = [
  0, 1, 2, 3, 7, 8, 0x7f, 0x80, 0xff, 0xfff1, 0xfff2, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff,
];

/** A file with something wrong in it: cut off, or with some fields overwritten, more often in its headers and tables. */
export function mutated(file: Uint8Array, random: (below: number) => number): Uint8Array {
  if (random(8) === 0) {
    return file.slice(0, random(file.length));
  }
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  const headers = bytes.length > 64 ? Number(view.getBigUint64(40, true) & 0xffff_ffffn) : 0;
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const near = [0, headers, bytes.length - 1024, random(bytes.length)][random(4)] ?? 0;
    const at = Math.max(0, Math.min(near + random(1024), bytes.length - 8));
    const value = interesting[random(interesting.length)] ?? 0;
    switch (random(5)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        view.setUint16(at & ~1, value & 0xffff, true);
        break;
      case 2:
        view.setUint32(at & ~3, value, true);
        break;
      case 3:
        view.setBigUint64(at & ~7, BigInt(value) << BigInt(random(33)), true);
        break;
      default:
        // What is a number already, a little different.
        view.setUint32(at & ~3, view.getUint32(at & ~3, true) + random(16) - 8, true);
    }
  }
  return bytes;
}
