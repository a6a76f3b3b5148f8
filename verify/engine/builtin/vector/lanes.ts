import type { Operation } from "./operands.js";

/*
 * Operations element by element. What does not fit into an element is cut off as it is stored, which is what the
 * instructions that wrap around do.
 */

/** Sixteen unsigned bytes. */
export function bytes(operation: (left: number, right: number) => number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 1) to.setUint8(at, operation(left.getUint8(at), right.getUint8(at)));
  };
}

/** Sixteen signed bytes. */
export function signedBytes(operation: (left: number, right: number) => number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 1) to.setInt8(at, operation(left.getInt8(at), right.getInt8(at)));
  };
}

/** Eight unsigned words of 16 bits. */
export function words(operation: (left: number, right: number) => number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 2) {
      to.setUint16(at, operation(left.getUint16(at, true), right.getUint16(at, true)), true);
    }
  };
}

/** Eight signed words. */
export function signedWords(operation: (left: number, right: number) => number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 2) {
      to.setInt16(at, operation(left.getInt16(at, true), right.getInt16(at, true)), true);
    }
  };
}

/** Four unsigned doublewords of 32 bits. */
export function doublewords(operation: (left: number, right: number) => number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 4) {
      to.setUint32(at, operation(left.getUint32(at, true), right.getUint32(at, true)), true);
    }
  };
}

/** Four signed doublewords. */
export function signedDoublewords(operation: (left: number, right: number) => number): Operation {
  return (to, left, right) => {
    for (let at = 0; at < 16; at += 4) {
      to.setInt32(at, operation(left.getInt32(at, true), right.getInt32(at, true)), true);
    }
  };
}

/** Two unsigned quadwords of 64 bits. */
export function quadwords(operation: (left: bigint, right: bigint) => bigint): Operation {
  return (to, left, right) => {
    to.setBigUint64(0, operation(left.getBigUint64(0, true), right.getBigUint64(0, true)), true);
    to.setBigUint64(8, operation(left.getBigUint64(8, true), right.getBigUint64(8, true)), true);
  };
}

/** Two signed quadwords. */
export function signedQuadwords(operation: (left: bigint, right: bigint) => bigint): Operation {
  return (to, left, right) => {
    to.setBigInt64(0, operation(left.getBigInt64(0, true), right.getBigInt64(0, true)), true);
    to.setBigInt64(8, operation(left.getBigInt64(8, true), right.getBigInt64(8, true)), true);
  };
}
