/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly in it. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const declaration = `<?xml version="1.0" encoding="UTF-8"?>\n`;
const token = /<(?<close>\/?)(?<name>[a-z]+)(?<attributes>(?: [a-z]+="[^"<]*")*)(?<empty>\/?)>|(?<text>[^<]+)/y;

/** Reads XML as reports use it, strictly: what is not well-formed throws. Gives the root element. */
export function readXml(document: string): XmlElement {
  if (!document.startsWith(declaration)) {
    throw new Error("it does not begin with an XML declaration");
  }
  const body = document.slice(declaration.length).trimEnd();
  const root: OpenElement = { name: "", attributes: {}, children: [], text: "" };
  const open: OpenElement[] = [root];
  for (token.lastIndex = 0; token.lastIndex < body.length;) {
    const place = token.lastIndex;
    const groups = token.exec(body)?.groups;
    const inner = open.at(-1);
    if (groups === undefined || inner === undefined) {
      throw new Error(`not well-formed at ${body.slice(place, place + 60)}`);
    }
    const { close, name = "", attributes = "", empty, text } = groups;
    if (text !== undefined) {
      inner.text += unescaped(text);
    } else if (close === "/") {
      if (open.length < 2 || open.pop()?.name !== name) {
        throw new Error(`</${name}> closes nothing`);
      }
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      inner.children.push(element);
      if (empty !== "/") {
        open.push(element);
      }
    }
  }
  const [only, ...others] = root.children;
  if (only === undefined || others.length > 0 || open.length !== 1 || root.text.trim() !== "") {
    throw new Error("it is not one element");
  }
  return only;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, unescaped(value)]),
  );
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#10": "\n" };

function unescaped(text: string): string {
  if (/[^\t\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text)) {
    throw new Error("it holds a character that XML does not have");
  }
  return text.replaceAll(/&([^;]*);?/g, (_, name: string) => {
    const character = entities[name];
    if (character === undefined) {
      throw new Error(`&${name}; is no entity`);
    }
    return character;
  });
}
