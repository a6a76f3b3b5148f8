import type { Random } from "../../verify/random.js";

/** Where the parts of a random program lie. */
export interface ProgramPlaces {
  /** Where its code goes: memory that may be executed, and perhaps written. */
  readonly code: bigint;
  /** Pages that may be written and executed, with routines that the program calls and writes over. */
  readonly routines: bigint;
  readonly routinePages: number;
  /** Pages that nobody has touched. */
  readonly heap: bigint;
  readonly heapPages: number;
  /** Pages that are not mapped. */
  readonly nothing: bigint;
}

/** A division by RCX, which is 0, and its length. */
export const division = Object.freeze([0x48, 0xf7, 0xf1]);

const page = 0x1000n;
const routinesInPage = 8;

/** The routines as they are at first: mov $imm,%eax; ret. */
export function routineBytes(places: ProgramPlaces): Uint8Array {
  const bytes = new Uint8Array(places.routinePages * Number(page));
  for (let index = 0; index < places.routinePages * routinesInPage; index += 1) {
    bytes.set([0xb8, index, 0, 0, 0, 0xc3], Number(routineAt(places, index) - places.routines));
  }
  return bytes;
}

/** Those of one page lie at its beginning and at its end by turns, some over a line of 64 bytes. */
function routineAt({ routines }: ProgramPlaces, index: number): bigint {
  const inPage = index % routinesInPage;
  const offset = inPage % 2 === 0 ? inPage * 30 : 0xff0 - inPage * 30;
  return routines + BigInt(Math.floor(index / routinesInPage)) * page + BigInt(offset);
}

/**
 * A program that calls and rewrites routines, writes over the block it is in, fills and copies fresh memory, faults,
 * divides by zero and asks the kernel; all that it finds goes into RBX. It ends with UD2.
 */
export function randomProgram(random: Random, places: ProgramPlaces): Uint8Array {
  const code: number[] = [];
  /** Appends an instruction whose operand is relative to its end; `behind` is what follows the displacement. */
  const relative = (opcode: readonly number[], target: bigint, behind: readonly number[] = []): void => {
    const end = places.code + BigInt(code.length + opcode.length + 4 + behind.length);
    code.push(...opcode, ...word(Number(target - end)), ...behind);
  };
  /** add %rax,%rbx; rol %rbx */
  const mix = (): void => {
    code.push(0x48, 0x01, 0xc3, 0x48, 0xd1, 0xc3);
  };
  const routine = (): bigint => routineAt(places, random.below(places.routinePages * routinesInPage));
  const count = (most: number): void => {
    code.push(0xb9, ...word(random.below(most))); // mov $…,%ecx
  };
  const inHeap = (): bigint => places.heap + BigInt(random.below((places.heapPages - 2) * Number(page)));

  const pieces: readonly (() => void)[] = [
    () => {
      relative([0xe8], routine()); // call
      mix();
    },
    () => {
      relative([0xe8], routine());
      mix();
    },
    () => {
      relative([0xc7, 0x05], routine() + 1n, word(random.uint32())); // movl $…,…(%rip)
    },
    () => {
      relative([0xff, 0x05], routine() + 1n); // incl …(%rip)
    },
    () => {
      // Over the whole of a routine: mov $…,%rax; mov %rax,…(%rip)
      code.push(0x48, 0xb8, 0xb8, ...random.bytes(4), 0xc3, 0xcc, 0xcc);
      relative([0x48, 0x89, 0x05], routine());
    },
    () => {
      relative([0xc6, 0x05], (routine() & -page) + 0x800n + BigInt(random.below(64)), [random.below(256)]); // movb
    },
    () => {
      relative([0x48, 0x8d, 0x3d], routine() + 1n); // lea …(%rip),%rdi
      count(5);
      code.push(0xb0, random.below(256), 0xf3, 0xaa); // mov $…,%al; rep stosb
    },
    () => {
      relative([0x48, 0x8d, 0x3d], inHeap());
      count(random.below(3) > 0 ? 6 : 600);
      code.push(0xf3, 0x48, 0xab); // rep stosq
    },
    () => {
      relative([0x48, 0x8d, 0x3d], inHeap());
      relative([0x48, 0x8d, 0x35], inHeap()); // lea …(%rip),%rsi
      count(40);
      code.push(0xf3, 0xa4); // rep movsb
    },
    () => {
      relative([0x48, 0x8b, 0x05], inHeap()); // mov …(%rip),%rax
      mix();
    },
    () => {
      // The immediate of the ADD that comes next: movb $…,…(%rip); add $…,%rbx
      code.push(0xc6, 0x05, 0x03, 0, 0, 0, random.below(100), 0x48, 0x83, 0xc3, 0x01);
    },
    () => {
      relative([0x48, 0x89, 0x1d], places.nothing + BigInt(random.below(0x4000))); // mov %rbx,…(%rip)
    },
    () => {
      code.push(0x31, 0xc9, ...division); // xor %ecx,%ecx
    },
    () => {
      code.push(0xb8, ...word(random.below(6)), 0x0f, 0x05); // mov $…,%eax; syscall
      mix();
    },
  ];

  code.push(0xbd, ...word(1 + random.below(5))); // mov $…,%ebp
  const top = code.length;
  const writable = places.code >= places.routines;
  for (let left = 4 + random.below(24); left > 0; left -= 1) {
    const piece = random.below(pieces.length);
    // What writes over its own block needs code that may be written.
    if (piece !== 10 || writable) pieces[piece]?.();
  }
  code.push(0xff, 0xcd); // dec %ebp
  code.push(0x0f, 0x85, ...word(top - (code.length + 6)), 0x0f, 0x0b); // jne; ud2
  return Uint8Array.from(code);
}

function word(value: number): readonly number[] {
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >> 24) & 0xff];
}
