import { testMistakes } from "./marked-mistakes.js";
import { describeWith, inBody } from "./mistaken-port.js";
import { bodyMistakes, statementMistakes } from "./mistakes.js";

const described = [
  ...bodyMistakes.map((mistake) => ({ mistake, description: inBody(mistake) })),
  ...statementMistakes.map((mistake) => ({ mistake, description: describeWith(mistake.code) })),
];

describe("an author's mistakes", () => {
  testMistakes(described, describeWith('use(routine("runtime·x", { frame: none }, () => [RET()]));'), {
    all: 30,
    typed: 24,
  });
});
