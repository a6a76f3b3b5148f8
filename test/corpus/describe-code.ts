import { Decoder, FastFormatter } from "iced-x86";

/** An instruction in machine code. */
export interface DescribedInstruction {
  readonly offset: number;
  readonly hex: string;
  readonly text: string;
}

/** The instructions of a routine; bytes that are none are taken one by one. */
export function describeCode(code: Uint8Array): readonly DescribedInstruction[] {
  const decoder = new Decoder(64, code, 0);
  const formatter = new FastFormatter();
  const described: DescribedInstruction[] = [];
  while (decoder.canDecode) {
    const offset = decoder.position;
    const instruction = decoder.decode();
    const length = instruction.isInvalid ? 1 : instruction.length;
    described.push({
      offset,
      hex: Buffer.from(code.subarray(offset, offset + length)).toString("hex"),
      text: instruction.isInvalid ? "byte" : formatter.format(instruction),
    });
    instruction.free();
    decoder.position = offset + length;
    decoder.ip = BigInt(decoder.position);
  }
  formatter.free();
  decoder.free();
  return described;
}
