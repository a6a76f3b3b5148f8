/**
 * Prefixes have no order to the processor. GNU as puts the operand size before LOCK and REP, Keystone behind them,
 * iced-x86 behind LOCK and before REP.
 */
export function inGnuOrder(bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  const isGroup1 = first === 0xf0 || first === 0xf2 || first === 0xf3;
  return isGroup1 && second === 0x66 ? Uint8Array.of(second, first, ...bytes.subarray(2)) : bytes;
}
