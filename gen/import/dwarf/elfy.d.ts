/** What is used of elfy, which comes without types. It reads headers and sections, not symbols or relocations. */
declare module "elfy" {
  interface Section {
    readonly name: string;
    /** A name, as `progbits`; a number where elfy knows none. */
    readonly type: string | number;
    readonly data: Buffer;
  }

  const elfy: {
    /** Parses an ELF file; throws where it is none, or has no table of section names. */
    parse(file: Buffer): { readonly body: { readonly sections: readonly Section[] } };
  };
  export default elfy;
}
