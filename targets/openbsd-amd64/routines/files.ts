import {
  AX,
  DI,
  DX,
  MOVL,
  MOVQ,
  RET,
  SI,
  SYSCALL,
  byte,
  calls,
  ignored,
  int32,
  none,
  onError,
  pointer,
  routine,
  zeroExtended,
} from "portwright/dsl";
import { sys } from "../system-calls.js";

/** write(2): what the kernel leaves in AX goes back to the caller, an errno included. */
export const write = routine(
  "runtime·write",
  {
    doc: "write(2). What the kernel leaves in AX goes back to the caller, an errno included.",
    args: { fd: int32, buf: pointer(byte), nbyte: int32 },
    returns: int32,
    frame: none,
    contract: ({ fd, buf, nbyte }) => calls(sys.write, { fd, buf, nbyte: zeroExtended(nbyte) }, onError(ignored)),
  },
  ({ fd, buf, nbyte }) => [MOVL(fd, DI), MOVQ(buf, SI), MOVL(nbyte, DX), MOVL(sys.write, AX), SYSCALL(), RET()],
);
