import type { Engine, Permissions } from "../../verify/engine/engine.js";
import { EngineError } from "../../verify/engine/engine.js";
import { CallError } from "../system-calls/result.js";
import { copyTouched } from "./copy-touched.js";
import { FileMapping } from "./file-mapping.js";
import { largestData, pageUp, userEnd, userStart } from "./layout.js";
import { MappedMemory, permissionsIn } from "./mapped-memory.js";
import type { Mapping } from "./mapping.js";
import { fileBytes } from "./mapping.js";
import { permissionsOf, protection } from "./protection.js";
import type { Inheritance, Region } from "./region.js";
import { RegionMap } from "./region-map.js";

/** The heap that break(2) moves the end of. */
interface Data {
  readonly start: bigint;
  readonly end: bigint;
}

/** The most regions: what is kept of each takes memory of the host, too. */
const mostRegions = 1 << 16;

/**
 * The most bytes that may be usable, touched or not, as RLIMIT_DATA bounds them: the real kernel stops at 8 GiB. What is
 * only reserved with PROT_NONE does not count.
 */
const mostUsable = 128 * 2 ** 30;

/** Instructions after which it is looked how much memory is in use: what they can touch meanwhile is bearable. */
const lookAfter = 100_000;

/** The memory of a process: what is mapped where. `MappedMemory` tells how the kernel reads and writes it. */
export class AddressSpace extends MappedMemory {
  readonly #engine: Engine;
  readonly #regions: RegionMap;
  #data: Data = { start: userStart, end: userStart };
  #looked = Number.NEGATIVE_INFINITY;
  /** What it held when it was looked last, in bytes. */
  #held = 0;

  constructor(engine: Engine) {
    const regions = new RegionMap();
    super(engine, regions);
    this.#engine = engine;
    this.#regions = regions;
  }

  /** What is mapped, by address. */
  get regions(): readonly Region[] {
    return this.#regions.all;
  }

  /** The start of the data segment, and where break(2) has its end now. */
  get data(): Data {
    return this.#data;
  }

  /** Says where the data segment of a program is that has just been loaded. */
  setData(start: bigint, end: bigint): void {
    this.#data = { start, end };
  }

  /** Where mmap(2) begins to look if the program does not care. */
  get usualHint(): bigint {
    return pageUp(this.#data.start + largestData);
  }

  /** The first place from an address on where so much is free; undefined where there is none. */
  findSpace(from: bigint, size: bigint): bigint | undefined {
    const start = from < userStart ? userStart : from;
    const found = start >= userEnd ? undefined : this.#regions.findSpace(Number(start), Number(size), Number(userEnd));
    return found === undefined ? undefined : BigInt(found);
  }

  /** Maps, and returns the address. ENOMEM where there is no place. */
  map(mapping: Mapping): bigint {
    const { size, fixed = false, inheritance = "copy", maximum = protection.all, file: part } = mapping;
    const address = fixed ? mapping.address : this.findSpace(mapping.address, size);
    if (address === undefined || this.#regions.all.length >= mostRegions) {
      throw new CallError("ENOMEM");
    }
    const [start, end] = [Number(address), Number(address + size)];
    const inFile = part === undefined ? size : fileBytes(part, size);
    const usable = mapping.protection !== protection.none || part !== undefined;
    if (fixed) {
      this.unmap(address, size);
    }
    if (usable) {
      this.#demandRoom(Number(size));
    }
    const file = part === undefined ? undefined : new FileMapping(part.file, start, part.offset, part.shared);
    file?.mapped(Number(size));
    const common = { protection: mapping.protection, maximum, inheritance, usable, file };
    const fileEnd = start + Number(inFile);
    if (fileEnd > start) {
      this.#add({ ...common, start, end: fileEnd, beyondFile: false });
      file?.load(this.#engine, start, fileEnd);
    }
    if (end > fileEnd) {
      this.#add({ ...common, start: fileEnd, end, beyondFile: true });
    }
    return address;
  }

  /** Takes out all that is mapped there; what is not is no error. */
  unmap(address: bigint, size: bigint): void {
    this.#demandParts(address, size);
    for (const { start, end, file, usable, beyondFile } of this.#regions.remove(
      Number(address),
      Number(address + size),
    )) {
      if (!beyondFile) {
        file?.synchronize(this.#engine, start, end);
      }
      if (usable) {
        this.#engine.unmap(BigInt(start), BigInt(end - start));
      }
      file?.unmapped(end - start);
    }
  }

  /** Is all of it mapped? */
  covers(address: bigint, size: bigint): boolean {
    return this.#regions.covers(Number(address), Number(address + size));
  }

  /** Sets what may be done with all that is mapped there. EACCES where that is more than a mapping allows, and then nothing is changed. */
  protect(address: bigint, size: bigint, bits: number): void {
    const [start, end] = [Number(address), Number(address + size)];
    this.#demandParts(address, size);
    const parts = this.#regions.within(start, end);
    if (parts.some(({ maximum }) => (bits & maximum) !== bits)) {
      throw new CallError("EACCES");
    }
    if (bits !== protection.none) {
      this.#demandRoom(parts.reduce((sum, part) => sum + (part.usable ? 0 : part.end - part.start), 0));
    }
    for (const part of parts) {
      this.#protectPart(part, bits);
    }
    this.#regions.change(start, end, (region) => ({
      ...region,
      protection: bits,
      usable: region.usable || bits !== protection.none,
    }));
  }

  /** Sets what becomes of it in a child. */
  inherit(address: bigint, size: bigint, inheritance: Inheritance): void {
    this.#demandParts(address, size);
    this.#regions.change(Number(address), Number(address + size), (region) => ({ ...region, inheritance }));
  }

  /** Forgets what anonymous memory holds: it is zeros again. */
  discard(address: bigint, size: bigint): void {
    for (const { start, end, protection: bits, file, usable } of this.#regions.within(
      Number(address),
      Number(address + size),
    )) {
      if (file === undefined && usable) {
        this.#engine.unmap(BigInt(start), BigInt(end - start));
        this.#engine.map(BigInt(start), BigInt(end - start), permissionsOf(bits));
      }
    }
  }

  /** Writes back what the program has changed in shared mappings of files. */
  synchronize(address = userStart, size = userEnd - userStart): void {
    for (const { start, end, file, beyondFile } of this.#regions.within(Number(address), Number(address + size))) {
      if (!beyondFile) {
        file?.synchronize(this.#engine, start, end);
      }
    }
  }

  /** How many instructions may be run before `overLimit` is asked again; undefined: there is not so much to be used. */
  lookAgain(limit: bigint): number | undefined {
    return this.#regions.usableBytes <= limit ? undefined : lookAfter;
  }

  /**
   * Does it hold more than so many bytes? To be asked often: it looks only where there is so much that could be used,
   * and only now and then.
   */
  overLimit(limit: bigint): boolean {
    if (this.#regions.usableBytes <= limit) {
      return false;
    }
    if (this.#engine.executed - this.#looked >= lookAfter) {
      this.#look();
    }
    return this.#held > limit;
  }

  /** How many bytes it could hold at most. */
  get usableBytes(): number {
    return this.#regions.usableBytes;
  }

  /** How many bytes it holds. */
  heldBytes(): number {
    if (this.#engine.executed !== this.#looked) {
      this.#look();
    }
    return this.#held;
  }

  #look(): void {
    this.#looked = this.#engine.executed;
    this.#held = this.#engine.residentBytes();
  }

  /** Takes out everything: the program is over, or another one comes in its place. */
  clear(): void {
    this.unmap(userStart, userEnd - userStart);
    this.#data = { start: userStart, end: userStart };
  }

  /** Is there memory that a child is to share with its parent? */
  get hasShared(): boolean {
    return this.#regions.all.some(({ inheritance, usable, maximum }) => {
      return inheritance === "share" && usable && (maximum & protection.write) !== 0;
    });
  }

  /** The same memory in another engine, as fork(2) gives it to a child. What is shared is a copy, too. */
  copyTo(engine: Engine): AddressSpace {
    const copy = new AddressSpace(engine);
    copy.#data = this.#data;
    for (const region of this.#regions.all) {
      if (region.inheritance !== "none") {
        // The child's changes in a shared mapping of a file stay its own.
        copy.#add({ ...region, file: undefined });
        copyTouched(this.#engine, engine, region);
      }
    }
    return copy;
  }

  #add(region: Region): void {
    // What is only reserved need not be known to the engine: using it is a fault all the same.
    if (region.usable) {
      this.#mapInEngine(region, permissionsIn(region));
    }
    this.#regions.insert(region);
  }

  #protectPart(part: Region, bits: number): void {
    if (!part.usable) {
      if (bits !== protection.none) {
        this.#mapInEngine(part, permissionsOf(bits));
      }
    } else if (part.protection !== bits && !part.beyondFile) {
      this.#engine.protect(BigInt(part.start), BigInt(part.end - part.start), permissionsOf(bits));
    }
  }

  #mapInEngine({ start, end }: Region, permissions: Permissions): void {
    try {
      this.#engine.map(BigInt(start), BigInt(end - start), permissions);
    } catch (thrown) {
      // The host has no place for it.
      throw thrown instanceof EngineError ? new CallError("ENOMEM") : thrown;
    }
  }

  /** ENOMEM where so much more may not be used. */
  #demandRoom(bytes: number): void {
    if (this.#regions.usableBytes + bytes > mostUsable) {
      throw new CallError("ENOMEM");
    }
  }

  /** ENOMEM where a change of so much would cut a region in pieces, and there are as many as can be kept. */
  #demandParts(address: bigint, size: bigint): void {
    if (this.#regions.all.length < mostRegions) {
      return;
    }
    for (const border of [Number(address), Number(address + size)]) {
      const region = this.#regions.find(border);
      if (region !== undefined && region.start < border) {
        throw new CallError("ENOMEM");
      }
    }
  }
}
