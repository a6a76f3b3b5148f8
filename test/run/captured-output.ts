import { deviceStatus } from "../../run/files/device.js";
import type { FileStatus } from "../../run/files/file-status.js";
import { OpenFile, openFlag } from "../../run/files/open-file.js";

/** A stream that keeps what is written to it. */
export class CapturedOutput extends OpenFile {
  override readonly type = "stream";
  readonly #pieces: Uint8Array[] = [];

  constructor() {
    super(openFlag.writeOnly);
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }

  override status(): FileStatus {
    return deviceStatus("null", 1, 0n);
  }

  override peek(): Uint8Array {
    return new Uint8Array();
  }

  override write(bytes: Uint8Array): number {
    this.#pieces.push(bytes.slice());
    return bytes.length;
  }

  protected override close(): void {
    // It is read afterwards.
  }
}
