/** What the tests use of elfy, which comes without types. It reads headers and sections, not symbols or relocations. */
declare module "elfy" {
  interface Section {
    readonly name: string;
    readonly data: Buffer;
  }

  const elfy: {
    /** Parses an ELF file; throws where it is none, or has no table of section names. */
    parse(file: Buffer): { readonly body: { readonly sections: readonly Section[] } };
  };
  export default elfy;
}
