import type { Instruction } from "../instructions/instruction.js";
import type { Label } from "../operands/code.js";
import type { Register } from "../operands/register.js";
import type { RegisterName } from "../operands/operand-class.js";
import type { Variant } from "../port/erratum.js";
import type { SourceSite } from "../source-site.js";
import { captureSite } from "../source-site.js";
import type { Directive } from "./directive.js";

/** A comment that comes out in the assembly, before the next instruction. */
export interface Comment {
  readonly kind: "comment";
  readonly text: string;
}

/**
 * `get_tls(CX)`: makes the thread-local words reachable through a register. Where the system keeps them at a fixed
 * offset from FS it is no instruction at all, but portable assembly writes it and so do descriptions.
 */
export interface GetTls {
  readonly kind: "get-tls";
  readonly anchor: RegisterName;
  readonly site: SourceSite;
}

/** What a body is made of. `Scope` is the routine whose arguments and labels it may name. */
export type Node<Scope extends string = string> = Instruction<Scope> | Label<Scope> | Comment | GetTls | Directive;

/** A node, the two forms of an erratum, or a list of these: what a macro returns. */
export type BodyItem<Scope extends string = string> =
  Node<Scope> | Variant<BodyItem<Scope>> | readonly BodyItem<Scope>[];

/** A comment line in the assembly. Several lines become several comments. */
export function comment(text: string): Comment {
  return Object.freeze({ kind: "comment", text });
}

/** `get_tls(anchor)`: stands before the first `g(anchor)` or `m(anchor)`. */
export function get_tls(anchor: Register): GetTls {
  return Object.freeze({ kind: "get-tls", anchor: anchor.class, site: captureSite(get_tls) });
}
