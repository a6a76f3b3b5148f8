import type { Mistake } from "../authoring/marked-mistakes.js";

/** In the text of a function with parameters n, l, t, gp and locals v, i, that returns a pointer. */
export const textMistakes: readonly Mistake[] = [
  {
    title: "a member that the struct has not",
    code: "◆${t.▸tv_sex} = 1;",
    types: /^Property 'tv_sex' does not exist on type .*Did you mean 'tv_sec'\?$/,
    generate: /what stands here is no piece of C but undefined/,
  },
  {
    title: "a member that the headers' struct has not",
    code: "◆${gp.▸stackgard} = 0;",
    types: /^Property 'stackgard' does not exist on type .*Did you mean 'stackguard'\?$/,
    generate: /what stands here is no piece of C but undefined/,
  },
  {
    title: "a member of a number",
    code: "◆${l.key.▸value} = 0;",
    types: /^Property 'value' does not exist on type 'Reference</,
    generate: /what stands here is no piece of C but undefined/,
  },
  {
    title: "a misspelt constant",
    code: "◆${i} = ${kernel.▸PROT_RAED};",
    types: /^Property 'PROT_RAED' does not exist .* Did you mean 'PROT_READ'\?$/,
    generate: /what stands here is no piece of C but undefined/,
  },
  {
    title: "a misspelt local",
    code: "${▸◆w} = 0;",
    types: /^Cannot find name 'w'\.$/,
    generate: /w is not defined/,
  },
  {
    title: "an argument that is missing",
    code: "${◆mmap(▸{ addr: nil, prot: 0 })};",
    types: /Property 'len' is missing in type/,
    generate: /runtime·mmap is not given its argument len/,
  },
  {
    title: "an argument that the routine has not",
    code: "${◆mmap({ addr: nil, len: n, prot: 0, ▸off: 0 })};",
    types: /is not assignable to type '"runtime·mmap has no parameter off"'/,
    generate: /runtime·mmap has no parameter off/,
  },
  {
    title: "a number for a pointer",
    code: "${◆mmap({ ▸addr: 0, len: n, prot: 0 })};",
    types: /'"runtime·mmap: addr is a pointer, and a number is passed: write nil, or cast\(\) it"'/,
    generate: /runtime·mmap: addr is a pointer, and a number is passed/,
  },
  {
    title: "an integer variable for a pointer",
    code: "${◆mmap({ ▸addr: n, len: n, prot: 0 })};",
    types: /'"runtime·mmap: addr is a pointer, and an integer of 64 bits is passed: cast\(\) it"'/,
    generate: /addr is a pointer, and an integer of 64 bits is passed/,
  },
  {
    title: "a pointer for an integer",
    code: "${◆mmap({ addr: nil, ▸len: v, prot: 0 })};",
    types: /'"runtime·mmap: len is an integer of 64 bits, and a pointer is passed: cast\(\) it"'/,
    generate: /len is an integer of 64 bits, and a pointer is passed/,
  },
  {
    title: "nil for an integer",
    code: "${◆mmap({ addr: nil, len: n, ▸prot: nil })};",
    types: /'"runtime·mmap: prot is an integer of 32 bits, and a pointer is passed: cast\(\) it"'/,
    generate: /prot is an integer of 32 bits, and a pointer is passed/,
  },
  {
    title: "64 bits for 32",
    code: "${◆mmap({ addr: nil, len: n, ▸prot: n })};",
    types: /'"runtime·mmap: prot has 32 bits, and 64 are passed: cast\(\) it"'/,
    generate: /prot has 32 bits, and 64 are passed/,
  },
  {
    title: "a number that does not fit",
    code: "${◆mmap({ addr: nil, len: n, ▸prot: 0x8000_0000 })};",
    types: /'"runtime·mmap: prot has 32 bits, and 2147483648 does not fit"'/,
    generate: /prot has 32 bits, and 2147483648 does not fit/,
  },
  {
    title: "a constant that does not fit",
    code: "${◆cas(ref(l.key), 0, ▸kernel.WIDE)};",
    types: /^runtime·cas: argument 3 has 32 bits, and 8589934592 does not fit$/,
    generate: /argument 3 has 32 bits, and 8589934592 does not fit/,
  },
  {
    title: "a negative number for an unsigned parameter",
    code: "${◆mmap({ addr: nil, ▸len: -1, prot: 0 })};",
    types: /'"runtime·mmap: len is unsigned, and -1 is passed"'/,
    generate: /len is unsigned, and -1 is passed/,
  },
  {
    title: "a signed number that would be sign-extended",
    code: "${◆mmap({ addr: nil, ▸len: i, prot: 0 })};",
    types: /'"runtime·mmap: len is unsigned with 64 bits, and int32 would be sign-extended: cast\(\) it"'/,
    generate: /int32 would be sign-extended/,
  },
  {
    title: "an argument too few by position",
    code: "${▸◆cas(ref(l.key), 0)};",
    types: /^Expected 3 arguments, but got 2\.$/,
    generate: /runtime·cas takes 3 arguments, 2 given/,
  },
  {
    title: "an argument too many by position",
    code: "${◆cas(ref(l.key), 0, 1, ▸2)};",
    types: /^Expected 3 arguments, but got 4\.$/,
    generate: /runtime·cas takes 3 arguments, 4 given/,
  },
  {
    title: "a value where its address is wanted",
    code: "${◆cas(▸l.key, 0, 1)};",
    types: /^runtime·cas: argument 1 is a pointer, and an integer of 32 bits is passed: cast\(\) it$/,
    generate: /argument 1 is a pointer, and an integer of 32 bits is passed/,
  },
  {
    title: "a pointer to something else",
    code: "${◆cas(▸l, 0, 1)};",
    types: /^runtime·cas: argument 1 points at uint32, and a pointer to Lock is passed: cast\(\) it$/,
    generate: /argument 1 points at uint32, and a pointer to Lock is passed/,
  },
  {
    title: "a pointer to a pointer",
    code: "${◆cas(▸ref(v), 0, 1)};",
    types: /^runtime·cas: argument 1 points at uint32, and a pointer to byte\* is passed: cast\(\) it$/,
    generate: /points at uint32, and a pointer to byte\* is passed/,
  },
  {
    title: "a number for a string",
    code: "${◆throws(▸1)};",
    types: /^runtime·throw: argument 1 is a pointer, and a number is passed/,
    generate: /argument 1 is a pointer, and a number is passed/,
  },
  {
    title: "a string for a number",
    code: '${◆mmap({ addr: nil, ▸len: "n", prot: 0 })};',
    types: /'"runtime·mmap: len is an integer of 64 bits, and a string is passed"'/,
    generate: /len is an integer of 64 bits, and a string is passed/,
  },
  {
    title: "a truth value for a pointer",
    code: "${◆throws(▸true)};",
    types: /^runtime·throw: argument 1 is a pointer, and a truth value is passed$/,
    generate: /argument 1 is a pointer, and a truth value is passed/,
  },
  {
    title: "the result of a function that has none",
    code: '${◆cas(ref(l.key), ▸throws("x"), 1)};',
    types: /^runtime·cas: argument 2 is an integer of 32 bits, and what is passed has no value$/,
    generate: /argument 2 is an integer of 32 bits, and what is passed has no value/,
  },
  {
    title: "a function that is not called, for its value",
    code: "${◆cas(ref(l.key), ▸throws, 1)};",
    types: /^runtime·cas: argument 2 is an integer of 32 bits, and a pointer is passed: cast\(\) it$/,
    generate: /argument 2 is an integer of 32 bits, and a pointer is passed/,
  },
  {
    title: "a struct for a number",
    code: "${◆cas(ref(l.key), ▸deref(t), 1)};",
    types: /^runtime·cas: argument 2 is an integer of 32 bits, and a Timeval is passed$/,
    generate: /argument 2 is an integer of 32 bits, and a Timeval is passed/,
  },
  {
    title: "nothing at all for an argument",
    code: "${◆cas(ref(l.key), ▸undefined, 1)};",
    types: /^runtime·cas: argument 2: what is passed is no expression of C$/,
    generate: /argument 2: what is passed is no expression of C/,
  },
  {
    title: "32 bits for a verb of 64",
    code: '${◆printf("%D\\n", ▸i)};',
    types: /^runtime·printf: %D takes 64 bits, and 32 are passed: write %d$/,
    generate: /%D takes 64 bits, and 32 are passed: write %d/,
  },
  {
    title: "64 bits for a verb of 32",
    code: '${◆printf("%d of %x\\n", i, ▸t.tv_sec)};',
    types: /^runtime·printf: %x takes 32 bits, and 64 are passed: write %X$/,
    generate: /%x takes 32 bits, and 64 are passed: write %X/,
  },
  {
    title: "a verb that printf has not",
    code: '${◆printf("%u\\n", ▸i)};',
    types: /^runtime·printf has no verb %u: it has %d %D %x %X %p %s$/,
    generate: /runtime·printf has no verb %u/,
  },
  {
    title: "a value too few for a format",
    code: '${▸◆printf("%d of %d\\n", i)};',
    types: /^Expected 3 arguments, but got 2\.$/,
    generate: /the format asks for 2 arguments, 1 given/,
  },
  {
    title: "a pointer that is no string for %s",
    code: '${◆printf("%s\\n", ▸t)};',
    types: /^runtime·printf: %s points at int8, and a pointer to Timeval is passed: cast\(\) it$/,
    generate: /%s points at int8, and a pointer to Timeval is passed/,
  },
  {
    title: "a result of the wrong type",
    code: "${◆returns(▸i)};",
    types: /^runtime·x: its result is a pointer, and an integer of 32 bits is passed: cast\(\) it$/,
    generate: /runtime·x: its result is a pointer, and an integer of 32 bits is passed/,
  },
  {
    title: "a result that is missing",
    code: "${▸◆returns()};",
    types: /^Expected 1 arguments, but got 0\.$/,
    generate: /runtime·x: its result: what is passed is no expression of C/,
  },
  {
    title: "a string in place of text",
    code: '◆${▸"v"} = nil;',
    types: /^Argument of type 'string' is not assignable to parameter of type 'Inserted'\.$/,
    generate: /what stands here is no piece of C but "v"/,
  },
  {
    title: "a member of what is no pointer",
    code: "◆${mmap.▸len} = 0;",
    types: /^Property 'len' does not exist on type/,
    generate: /what stands here is no piece of C but undefined/,
  },
  {
    title: "a word that the headers forbid",
    code: "◆${v} = (char*)${v};",
    generate: /char is an error in the runtime's headers/,
  },
  { title: "NULL", code: "◆if(${v} == NULL)\n    return nil;", generate: /NULL is an error in the runtime's headers/ },
  {
    title: "a variable declared between statements",
    code: "◆uint32 k = 0;",
    generate: /a variable is declared in the text/,
  },
  { title: "a bracket that is not closed", code: "◆if(${i} == 0) {", generate: /\{ is not closed/ },
  { title: "a bracket that closes nothing", code: "${i} = 0;\n◆}", generate: /\} closes nothing/ },
  { title: "a directive", code: "◆#define N 1", generate: /a directive of the preprocessor stands in a function/ },
  { title: "an odd indentation", code: "if(${i})\n   ◆${i} = 0;", generate: /indented by an odd number of spaces/ },
  {
    title: "a quotation mark of a word processor",
    code: "◆${i} = ‘a’;",
    generate: /the character "‘" stands outside comments/,
  },
  {
    title: "several lines in the middle of a line",
    code: "◆${i} = ${c`1\n2`};",
    generate: /text of several lines stands inside a line/,
  },
  {
    title: "a constant of no header",
    code: "◆${i} = ${elsewhere.ENOMEM};",
    generate: /runtime·x uses ENOMEM, which neither a header that the file includes nor an item before it declares/,
  },
  {
    title: "a function of no header",
    code: "◆${unknown()};",
    generate: /runtime·x uses runtime·unknown, which neither a header/,
  },
  {
    title: "a type of no header",
    code: "◆${i} = sizeof(${Itimerval});",
    generate: /runtime·x uses Itimerval, which neither a header/,
  },
  {
    title: "an erratum that the port does not list",
    code: '${erratum(declareErratum("unlisted", "x", "y"), { original: [c``], corrected: [c`${i} = 0;`] })}',
    generate: /the erratum unlisted is not in the port's list of errata/,
  },
];

/** Mistakes outside of texts. */
export const statementMistakes: readonly Mistake[] = [
  {
    title: "a parameter that is not declared",
    code: 'use(cFunction("runtime·y", { params: { n: int32 } }, ({ n, ▸count }) => c`◆USED(${n}); ${count} = 0;`));',
    types: /^Property 'count' does not exist on type/,
    generate: /what stands here is no piece of C but undefined/,
  },
  {
    title: "a parameter of another function",
    code: `use(cFunction("runtime·y", { params: { n: int32 } }, ({ n }) => {
  use(cFunction("runtime·z", {}, () => c\`◆USED(\${n});\`));
  return c\`USED(\${n});\`;
}));`,
    generate: /runtime·z uses n, a parameter or local of runtime·y/,
  },
  {
    title: "a parameter that nobody uses",
    code: 'use(◆cFunction("runtime·y", { params: { n: int32 } }, () => c``));',
    generate: /runtime·y does not use n/,
  },
  {
    title: "a local called like a parameter",
    code: `use(◆cFunction("runtime·y", { params: { l: pointer(Lock) }, locals: { l: uint32 } }, ({ l }) => c\`
  \${l}.key = 0;
\`));`,
    generate: /runtime·y: l is a parameter and a local/,
  },
  {
    title: "a parameter of no type",
    code: 'use(◆cFunction("runtime·y", { params: { ▸n: 4 } }, ({ n }) => c`USED(${n});`));',
    types: /^Type 'number' is not assignable to type 'CType'\.$/,
    generate: /the type of n in runtime·y is no type of C but 4/,
  },
  {
    title: "a result in a function without one",
    code: 'use(cFunction("runtime·y", {}, (_, returns) => c`${◆returns(▸nil)};`));',
    types: /^Expected 0 arguments, but got 1\.$/,
    generate: /runtime·y: its result is nothing, and a value is returned/,
  },
  {
    title: "text that is no text",
    code: 'use(◆cFunction("runtime·y", {}, () => ▸"return;"));',
    types: /^Type 'string' is not assignable to type 'CText'\.$/,
    generate: /the body of runtime·y is no text of C but "return;"/,
  },
  {
    title: "another signature than the header declares",
    code: 'use(◆cFunction("runtime·declared", { params: { n: int32 } }, ({ n }) => c`USED(${n});`));',
    generate: /runtime·declared is not what runtime\.h declares/,
  },
  {
    title: "a static function that nobody calls",
    code: 'use(◆cFunction("lonely", { static: true }, () => c``));',
    generate: /nothing in its file uses lonely, which is static/,
  },
  {
    title: "a function before what it calls",
    code: `const later = cFunction("runtime·later", {}, () => c\`\`);
use(cFunction("runtime·y", {}, () => c\`◆\${later()};\`));
use(later);`,
    generate: /runtime·y uses runtime·later, which neither a header/,
  },
  {
    title: "two functions of one name",
    code: `use(cFunction("runtime·y", {}, () => c\`\`));
use(◆cFunction("runtime·y", {}, () => c\`\`));`,
    generate: /runtime·y is defined twice in one C source/,
  },
  {
    title: "a global that a parameter hides",
    code: 'use(cFunction("runtime·y", { params: { g: pointer(G) } }, (names) => c`◆${names.g} = ${g};`));',
    generate: /runtime·y uses g of the headers, which its own g hides/,
  },
  {
    title: "a keyword for a parameter",
    code: 'use(◆cFunction("runtime·y", { params: { int: int32 } }, (names) => c`USED(${names.int});`));',
    generate: /is called int, which is a keyword of C/,
  },
  {
    title: "a dot that is no middle dot",
    code: 'use(◆cFunction("runtime.y", {}, () => c``));',
    generate: /a package-qualified name is written with the middle dot/,
  },
  {
    title: "a comment that swallows the next line",
    code: 'use(◆cFunction("runtime·y", { doc: "ends in \\\\" }, () => c``));',
    generate: /the comment of runtime·y has a line that ends in a backslash/,
  },
  {
    title: "a misspelt flag",
    code: 'use(◆cFunction("runtime·y", { flags: [▸"NOSPILT"] }, () => c``));',
    types: /Did you mean '"NOSPLIT"'\?$/,
    generate: /there is no text flag NOSPILT/,
  },
  {
    title: "a routine that is in no unit",
    code: `const lonely = callable(◆routine("runtime·lonely", { frame: none }, () => [RET()]));
use(extern(lonely));
use(cFunction("runtime·y", {}, () => c\`\${lonely()};\`));`,
    generate: /runtime·lonely is described, but no unit of the port contains it/,
  },
  {
    title: "a function with a symbol of a routine",
    code: 'use(◆cFunction("runtime·mmap", {}, () => c``));',
    generate: /runtime·mmap is described twice in this port|is not what runtime\.h declares/,
  },
  {
    title: "a function pointer of other parameters",
    code: `const handler = cFunction("runtime·handler", { params: { fn: pointer(functionType(voidType, int32)) } }, ({ fn }) => c\`USED(\${fn});\`);
use(handler);
use(cFunction("runtime·y", {}, () => c\`\${◆handler({ fn: plain })};\`));`,
    generate: /runtime·handler: fn points at a function, and a pointer to a function is passed/,
  },
];
