/** Where the tested instruction is; the rest of its page is INT3. */
export const codeAddress = 0x1000_0000n;
/** Two pages of data with nothing mapped on either side. */
export const dataAddress = 0x1001_1000n;
export const dataSize = 0x2000;
/** The border between them, around which operands lie. */
export const middle = dataAddress + 0x1000n;
/** Operands lie in these bytes before and behind it. */
export const reach = 256;
/** From the instruction's end to a variable addressed by the instruction pointer. */
export const variableDistance = middle - codeAddress - 64n;
export const gsBase = 0x1001_0000n;
/** The last bytes of data, zero before every run: some operands lie there, and reach into what is not mapped. */
export const tailSize = 32;
export const tailAddress = dataAddress + BigInt(dataSize - tailSize);
