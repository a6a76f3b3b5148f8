import type {
  Immediate,
  MemoryOperand,
  Plan9File,
  SourceOperand,
  SymbolName,
} from "../../../../gen/import/plan9/syntax.js";

/**
 * The lines that `go tool asm -debug` prints for a file, made from what the reader gives: line, number of the instruction,
 * mnemonic and operands as the assembler understands them. Data is not part of it.
 */
export function assemblerListing(file: Plan9File): readonly string[] {
  return new ListingPrinter(file).lines();
}

/** The words in which Go prints what it reads, in ones that do not depend on how. */
export function comparableListing(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => /^\d+ \d+ \(/.test(line))
    .map((line) => {
      // The place is `file.s:12`, or with #line `other.s:100[file.s:12]`; some directives have none.
      const [, physical = "", count = "", place = "", rest = ""] = /^(\d+) (\d+) \((.*?)\)\t(.*)$/.exec(line) ?? [];
      const [, number = physical] = /^[^[]*:(\d+)/.exec(place) ?? [];
      const words = rest
        .replace("\t", " ")
        .replaceAll(/\$\((-?[\d.e+-]+)\)/g, (_, float: string) => `$(${String(Number(float))})`)
        .replace(/^(TEXT [^,]*), \$/, "$1, 0, $")
        .replace(
          /^(TEXT [^,]*), ([A-Za-z|]+),/,
          (_, name: string, flags: string) => `${name}, ${String(flagBits(flags))},`,
        );
      return `${number} ${String(Number(count))} ${words}`;
    });
}

const flags: Readonly<Record<string, number>> = {
  ...{ NOPROF: 1, DUPOK: 2, NOSPLIT: 4, RODATA: 8, NOPTR: 16, WRAPPER: 32, NEEDCTXT: 64, TLSBSS: 256 },
  ...{ NOFRAME: 512, REFLECTMETHOD: 1024, TOPFRAME: 2048, ABIWRAPPER: 4096 },
};

/** What Go adds for static symbols and calling conventions is no flag of the text. */
function flagBits(names: string): number {
  return names.split("|").reduce((sum, name) => sum + (flags[name] ?? 0), 0);
}

/** Go's assembler knows one name of each of these. */
const aliases: Readonly<Record<string, string>> = {
  ...{ JA: "JHI", JAE: "JCC", JB: "JCS", JBE: "JLS", JC: "JCS", JE: "JEQ", JG: "JGT", JL: "JLT", JNA: "JLS" },
  ...{ JNAE: "JCS", JNB: "JCC", JNC: "JCC", JNZ: "JNE", JZ: "JEQ", JNS: "JPL", JS: "JMI", JHS: "JCC", JLO: "JCS" },
  ...{ MOVD: "MOVQ", MOVOA: "MOVO", MOVNTDQ: "MOVNTO", PADDD: "PADDL", PSLLDQ: "PSLLO", PSRLDQ: "PSRLO" },
};

class ListingPrinter {
  readonly #file: Plan9File;

  constructor(file: Plan9File) {
    this.#file = file;
  }

  lines(): readonly string[] {
    const lines: string[] = [];
    const labels = new Map<string, number>();
    let count = 0;
    for (const statement of this.#file.statements) {
      const add = (words: string): void => {
        lines.push(`${String(statement.place.line)} ${String(count)} ${words}`);
      };
      switch (statement.kind) {
        case "comment":
        case "globl":
        case "data":
          break;
        case "label":
          labels.set(statement.name, count + 1);
          break;
        case "text": {
          count += 1;
          labels.clear();
          const { symbol, frame, argumentBytes } = statement;
          const size = `$${String(frame)}${argumentBytes === undefined ? "" : `-${String(argumentBytes)}`}`;
          add(`TEXT ${this.#symbol(symbol, 0n)}, ${String(statement.flags)}, ${size}`);
          break;
        }
        case "literal":
          count += 1;
          add(`${statement.directive} ${this.#operand(statement.value)}`);
          break;
        case "annotation":
          count += 1;
          add(`${statement.directive} ${statement.operands.map((operand) => this.#operand(operand)).join(", ")}`);
          break;
        case "macro": {
          count += 1;
          const made = {
            get_tls: `MOVQ TLS, ${statement.register ?? ""}`,
            NO_LOCAL_POINTERS: "FUNCDATA $1, no_pointers_stackmap(SB)",
            GO_ARGS: "FUNCDATA $0, go_args_stackmap(SB)",
            GO_RESULTS_INITIALIZED: "PCDATA $1, $1",
          };
          add(made[statement.macro]);
          break;
        }
        case "instruction": {
          count += 1;
          const mnemonic = aliases[statement.mnemonic] ?? statement.mnemonic;
          const number = count;
          const behind = (label: string): string => {
            // Go has not seen the target of a jump forwards, nor that of one to itself, when it prints.
            const target = labels.get(label) ?? number;
            return target < number ? String(target) : "";
          };
          const operands = statement.operands.map((operand) =>
            operand.kind === "label"
              ? behind(operand.name)
              : operand.kind === "relative"
                ? `${String(BigInt(count) + operand.distance)}(PC)`
                : this.#operand(operand),
          );
          add([mnemonic, operands.join(", ")].join(" ").trim());
        }
      }
    }
    return lines;
  }

  #operand(operand: SourceOperand): string {
    switch (operand.kind) {
      case "register":
        return operand.name;
      case "register-list":
        return `[${operand.registers[0] ?? ""}-${operand.registers.at(-1) ?? ""}]`;
      case "label":
      case "relative":
        return "";
      case "number":
      case "float":
      case "string":
      case "address":
        return this.#immediate(operand);
      default:
        return this.#memory(operand);
    }
  }

  #immediate(operand: Immediate): string {
    switch (operand.kind) {
      case "number":
        return `$${String(operand.value)}`;
      case "float":
        return `$(${String(operand.value)})`;
      case "string":
        return `$${JSON.stringify(new TextDecoder("latin1").decode(operand.bytes))}`;
      case "address":
        return `$${this.#memory(operand.of)}`;
    }
  }

  #memory(operand: MemoryOperand): string {
    const index =
      "index" in operand && operand.index !== undefined
        ? `(${operand.index.register}*${String(operand.index.scale)})`
        : "";
    switch (operand.kind) {
      case "thread-word":
        return `${operand.word === "g" ? "" : "8"}(${operand.register})(TLS*1)`;
      case "symbol":
        return this.#symbol(operand.symbol, operand.offset) + index;
      case "frame":
        return `${operand.name ?? ""}${signed(operand.offset)}(${operand.pseudo})${index}`;
      case "memory": {
        const { value } = operand.displacement;
        const base = operand.base === undefined ? "" : `(${operand.base})`;
        return `${value === 0n && base !== "" ? "" : String(value)}${base}${index}`;
      }
    }
  }

  #symbol({ name, isStatic }: SymbolName, offset: bigint): string {
    const full = (name.startsWith("·") ? `""${name}` : name).replaceAll("·", ".").replaceAll("∕", "/");
    return `${full}${isStatic ? "<>" : ""}${signed(offset)}(SB)`;
  }
}

function signed(offset: bigint): string {
  return offset === 0n ? "" : offset > 0n ? `+${String(offset)}` : String(offset);
}
