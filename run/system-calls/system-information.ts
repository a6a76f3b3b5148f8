import { userEnd } from "../memory/layout.js";
import { GuestBuffer } from "./guest-buffer.js";
import type { CallResult } from "./result.js";
import { CallError, error, value } from "./result.js";
import { informationNode } from "./information-tree.js";
import type { Call, SystemCall } from "./system-call.js";

/** CTL_MAXNAME of OpenBSD sys/sysctl.h. */
const longestName = 12;

/**
 * __sysctl(2): (name, namelen, oldp, oldlenp, newp, newlen). What is told must fit, else ENOMEM; without `oldp` only its
 * size is told. Nothing can be set: that is for root.
 */
function sysctl(call: Call): CallResult {
  const { memory } = call.process;
  const length = call.int(1);
  if (length > longestName || length < 2) {
    return error("EINVAL");
  }
  const bytes = memory.read(call.argument(0), length * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const name = Array.from({ length }, (_, index) => view.getInt32(index * 4, true));
  if (call.argument(4) !== 0n) {
    return error("EPERM");
  }
  const [old, sizeAddress] = [call.argument(2), call.argument(3)];
  const room = sizeAddress === 0n ? 0n : memory.readUint64(sizeAddress);
  const node = informationNode(name);
  if (node.kind === "random") {
    // As many random bytes as are asked for, up to the size of the kernel's buffer.
    const count = room > 256n ? 256 : Number(room);
    if (old !== 0n) {
      memory.write(old, call.system.entropy.bytes(count));
    }
    return finish(call, sizeAddress, BigInt(count));
  }
  const told = node.tell(call);
  if (old === 0n) {
    return finish(call, sizeAddress, BigInt(told.length));
  }
  if (room >= BigInt(told.length)) {
    memory.write(old, told);
    return finish(call, sizeAddress, BigInt(told.length));
  }
  if (node.kind === "truncated" && room > 0n) {
    const part = told.slice(0, Number(room));
    part[part.length - 1] = 0;
    memory.write(old, part);
    return finish(call, sizeAddress, room);
  }
  return error("ENOMEM");
}

function finish(call: Call, sizeAddress: bigint, size: bigint): CallResult {
  if (sizeAddress !== 0n) {
    call.process.memory.writeUint64(sizeAddress, size);
  }
  return value(0);
}

/** The user's login name, in as many bytes as the program has room for. */
function getlogin(call: Call): CallResult {
  const name = new Uint8Array(17);
  name.set(Buffer.from("guest", "latin1"));
  const room = call.argument(1);
  const shown = name.subarray(0, room < BigInt(name.length) ? Number(room) : name.length);
  GuestBuffer.of(call.process.memory, call.argument(0), BigInt(shown.length)).write(0n, shown);
  return value(0);
}

/** Operations of sysarch(2): OpenBSD machine/sysarch.h of amd64. */
const architectureOperation = Object.freeze({ ioPrivilege: 2, getFsBase: 11, setFsBase: 12 });

function sysarch(call: Call): CallResult {
  const { process, thread } = call;
  const parameters = call.argument(1);
  switch (call.int(0)) {
    case architectureOperation.ioPrivilege:
      process.memory.read(parameters, 4);
      return error("EPERM");
    case architectureOperation.getFsBase:
      process.memory.writeUint64(parameters, thread.state.fsBase);
      return value(0);
    case architectureOperation.setFsBase: {
      const base = process.memory.readUint64(parameters);
      if (base >= userEnd) {
        throw new CallError("EINVAL");
      }
      thread.state.fsBase = base;
      return value(0);
    }
    default:
      return error("EINVAL");
  }
}

/** The system calls that tell of the system, and the processor's own. */
export const systemInformationCalls: readonly SystemCall[] = [
  { number: 49, name: "getlogin", parameters: ["pointer", "uint"], run: getlogin },
  { number: 165, name: "sysarch", parameters: ["int", "pointer"], run: sysarch },
  {
    number: 202,
    name: "__sysctl",
    parameters: ["pointer", "uint", "pointer", "pointer", "pointer", "ulong"],
    run: sysctl,
  },
];
