/** Memory of the guest that a system call was given and that is not there, or not to be used so: EFAULT. */
export class BadAddress extends Error {
  override readonly name = "BadAddress";
  readonly address: bigint;

  constructor(address: bigint) {
    super(`bad address 0x${address.toString(16)}`);
    this.address = address;
  }
}
