/** A macro that stands for no number; the message is the reason, without the macro. */
export class NoNumber extends Error {
  override readonly name = "NoNumber";
}
