// C types
export * from "./ctypes/check-type.js";
export * from "./ctypes/ctype.js";
export * from "./ctypes/explicit-layout.js";
export * from "./ctypes/prototype.js";

// Ports: headers and tables in C
export * from "./port/check-output.js";
export * from "./port/definitions.js";
export * from "./port/errata-table.js";
export * from "./port/erratum.js";
export * from "./port/godefs-input.js";
export * from "./port/makefile-conditional.js";
export * from "./port/output.js";
export * from "./port/port.js";
export * from "./port/runtime-header.js";
export * from "./port/signal-table.js";

// Diagnostics
export * from "./diagnostic.js";
export * from "./source-site.js";

// Operands: constants
export * from "./operands/immediate.js";

// Operands
export * from "./operands/argument.js";
export * from "./operands/code.js";
export type { DataAccess, DataReference } from "./operands/data-reference.js";
export * from "./operands/frame-place.js";
export * from "./operands/memory.js";
export * from "./operands/operand.js";
export * from "./operands/operand-class.js";
export * from "./operands/register.js";
export * from "./operands/symbol-name.js";

// Data: variables with what they hold at first
export { data } from "./data/data.js";
export type { Data, DataOptions } from "./data/data.js";
export { integers, text, zeros } from "./data/part.js";
export type { DataPart, Integers, IntegerValue, Text, Zeros } from "./data/part.js";

// Instructions: a typed constructor for every mnemonic
export * from "./instructions/generated/index.js";
export * from "./instructions/instruction.js";

// Routines
export * from "./routines/directive.js";
export * from "./routines/frame.js";
export * from "./routines/node.js";
export * from "./routines/routine.js";
export * from "./routines/text-flag.js";

// System calls
export * from "./system-calls/behaviour.js";
export * from "./system-calls/error-policy.js";
export * from "./system-calls/stub.js";
export * from "./system-calls/system-call.js";

// Contracts: what a routine does, as seen from outside
export * from "./contracts/contract.js";
export * from "./contracts/equivalent-mutants.js";
export * from "./contracts/value.js";

// Ports: assembly
export type { Plan9Dialect } from "./lowering/plan9-dialect.js";
export * from "./port/assembly-unit.js";

// Bridges between Plan 9's calling convention and C's
export * from "./bridges/address-for-c.js";
export type { Bridge } from "./bridges/bridge.js";
export * from "./bridges/bridge-from-c.js";
export * from "./bridges/bridge-to-c.js";
export * from "./bridges/start-in-c.js";

// C sources: text of C between typed references
export * from "./c-source/c-file.js";
export * from "./c-source/c-function.js";
export { c } from "./c-source/c-text.js";
export type { CText, Inserted } from "./c-source/c-text.js";
export { callable, formatFunction, headerFunction } from "./c-source/callable.js";
export type { Callable, FormatFunction, NamedFunction, NamedTypes, PositionalFunction } from "./c-source/callable.js";
export type { Expression, Reference } from "./c-source/expression.js";
export * from "./c-source/header-type.js";
export * from "./c-source/reference.js";
