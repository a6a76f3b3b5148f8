import type { FunctionDeclarationStructure, InterfaceDeclarationStructure, OptionalKind } from "ts-morph";
import type { FormLine } from "../../dsl/instructions/form.js";
import type { InstructionGroup, MnemonicLine } from "../../dsl/instructions/table/group.js";
import { documentation } from "./documentation.js";
import { distinctForms, signatureWords } from "./signature-words.js";
import { newTypeScriptProject } from "../typescript-project.js";

/** The text of generated/<group>.ts: a documented, typed constructor for every mnemonic of the group. */
export function constructorsFile(header: string, group: InstructionGroup, all: ReadonlySet<string>): string {
  const project = newTypeScriptProject();
  const file = project.createSourceFile(`${group.name}.ts`);
  const interfaces: OptionalKind<InterfaceDeclarationStructure>[] = [];
  const functions: OptionalKind<FunctionDeclarationStructure>[] = [];
  for (const line of group.mnemonics) {
    const forms = group.forms.filter((form) => form.mnemonic === line.mnemonic);
    const arities = [...new Set(forms.map((form) => form.operands.length))].sort();
    const signatures = arities.map((arity) => ({
      arity,
      forms: forms.filter((form) => form.operands.length === arity),
      name: `${line.mnemonic}Operands${arities.length > 1 ? String(arity) : ""}`,
    }));
    interfaces.push(
      ...signatures.filter(({ arity }) => arity > 0).map((signature) => signatureInterface(line, signature, all)),
    );
    functions.push(constructorFunction(line, signatures));
  }
  const hasOperands = interfaces.length > 0;
  const importSpecs = [
    ...(hasOperands
      ? [{ moduleSpecifier: "../../operands/operand.js", namedImports: ["Operand"], isTypeOnly: true }]
      : []),
    ...(hasOperands ? [{ moduleSpecifier: "../accept.js", namedImports: acceptNames(group), isTypeOnly: true }] : []),
    { moduleSpecifier: "../instruction.js", namedImports: ["Instruction"], isTypeOnly: true },
    { moduleSpecifier: "../instruction.js", namedImports: ["instruction"] },
  ];
  file.addImportDeclarations(importSpecs);
  file.addFunctions(functions);
  file.addInterfaces(interfaces);
  return `${header}${file.getFullText()}`;
}

interface ConstructorSignature {
  readonly name: string;
  readonly arity: number;
  readonly forms: readonly FormLine[];
}

function acceptNames(group: InstructionGroup): string[] {
  const arities = new Set(group.forms.map((form) => form.operands.length));
  return [
    ...(arities.has(1) ? ["FormOf"] : []),
    ...(arities.has(2) ? ["FormOf2"] : []),
    ...(arities.has(3) ? ["FormOf3"] : []),
    ...(arities.has(4) ? ["FormOf4"] : []),
    ...([1, 2, 3, 4].some((arity) => arities.has(arity)) ? ["Operand1"] : []),
    ...(arities.has(2) ? ["Operand2"] : []),
    ...(arities.has(3) ? ["Operand3"] : []),
    ...(arities.has(4) ? ["Operand4"] : []),
    "ScopeOf",
    "Signature",
    ...(group.forms.some(isIndirectTransfer) ? ["Target1"] : []),
  ];
}

function signatureInterface(
  line: MnemonicLine,
  { name, arity, forms }: ConstructorSignature,
  all: ReadonlySet<string>,
): OptionalKind<InterfaceDeclarationStructure> {
  const words = signatureWords(forms, all);
  const tuple = ["", "FormOf", "FormOf2", "FormOf3", "FormOf4"][arity] ?? "";
  const union = distinctForms(forms).map((form) => `${tuple}<${form.operands.map(quote).join(", ")}>`);
  const siblings = Object.entries(words.siblings).map(([memory, other]) => `readonly ${memory}: ${quote(other)}`);
  const properties: Readonly<Record<string, string>> = {
    mnemonic: quote(line.mnemonic),
    forms: [...new Set(union)].join(" | "),
    names: `readonly [${parameterNames(line, arity).map(operandName).map(quote).join(", ")}]`,
    takes: `readonly [${words.takes.map(quote).join(", ")}]`,
    width: typeof words.width === "string" ? quote(words.width) : String(words.width),
    siblings: siblings.length === 0 ? "Readonly<Record<never, string>>" : `{ ${siblings.join("; ")} }`,
    narrower: quote(words.narrower),
    widest: quote(words.widest),
  };
  return {
    name,
    extends: ["Signature"],
    properties: Object.entries(properties).map(([property, type]) => ({ name: property, type, isReadonly: true })),
  };
}

const typeParameterNames = ["A", "B", "C", "D"] as const;

function constructorFunction(
  line: MnemonicLine,
  signatures: readonly ConstructorSignature[],
): OptionalKind<FunctionDeclarationStructure> {
  const { mnemonic } = line;
  const onlyBare = signatures.every(({ arity }) => arity === 0);
  if (onlyBare) {
    return {
      name: mnemonic,
      isExported: true,
      docs: signatures.map(({ forms }) => ({ description: `\n${documentation(line, forms)}` })),
      returnType: "Instruction<never>",
      statements: [`return instruction(${quote(mnemonic)}, [], ${mnemonic});`],
    };
  }
  return {
    name: mnemonic,
    isExported: true,
    parameters: [{ name: "operands", isRestParameter: true, type: "readonly Operand[]" }],
    returnType: "Instruction",
    statements: [`return instruction(${quote(mnemonic)}, operands, ${mnemonic});`],
    overloads: signatures.map(({ arity, forms, name }) => {
      const letters = typeParameterNames.slice(0, arity);
      const names = parameterNames(line, arity);
      return {
        isExported: true,
        docs: [{ description: `\n${documentation(line, forms)}` }],
        typeParameters: letters.map((letter) => ({ name: letter, isConst: true })),
        parameters: letters.map((letter, position) => ({
          name: names[position] ?? letter,
          type: parameterType(name, forms, position, letter),
        })),
        returnType: `Instruction<${letters.map((letter) => `ScopeOf<${letter}>`).join(" | ")}>`,
      };
    }),
  };
}

/** What the operands of the forms with so many of them are called. */
function parameterNames({ parameters, between }: MnemonicLine, arity: number): readonly string[] {
  return between === undefined || arity <= parameters.length
    ? parameters.slice(0, arity)
    : [...parameters.slice(0, -1), between, ...parameters.slice(-1)];
}

function parameterType(signature: string, forms: readonly FormLine[], position: number, letter: string): string {
  if (forms.some(isIndirectTransfer)) return `Target1<${signature}, ${letter}>`;
  const arity = forms[0]?.operands.length;
  if (position > 0 && position + 1 === arity) {
    return `Operand${arity}<${signature}, ${typeParameterNames.slice(0, arity).join(", ")}>`;
  }
  return position === 0 ? `Operand1<${signature}, ${letter}>` : `Operand1<${signature}, ${letter}, ${position}>`;
}

/** A call or jump to where a register or memory says. */
function isIndirectTransfer(form: FormLine): boolean {
  return form.att === "callq" || form.att === "jmpq";
}

/** `source`, but `left operand`. */
function operandName(parameter: string): string {
  return parameter === "left" || parameter === "right" ? `${parameter} operand` : parameter;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
