import js from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * Imports go downwards in the picture of CONTRIBUTING.md: dsl knows nobody, targets know the dsl by the package's own
 * name as everybody's ports do, emit and assemble know the dsl, link and run the format of objects, gen knows all.
 */
const layers = {
  dsl: ["elf", "targets", "emit", "assemble", "verify", "link", "run", "gen", "test", "examples"],
  elf: ["dsl", "targets", "emit", "assemble", "verify", "link", "run", "gen", "test", "examples"],
  targets: ["dsl", "elf", "emit", "assemble", "verify", "link", "run", "gen", "test", "examples"],
  examples: ["dsl", "elf", "emit", "assemble", "verify", "link", "run", "gen", "test", "targets"],
  emit: ["elf", "targets", "assemble", "verify", "link", "run", "gen", "test", "examples"],
  assemble: ["targets", "emit", "verify", "link", "run", "gen", "test", "examples"],
  verify: ["elf", "targets", "emit", "link", "run", "gen", "test", "examples"],
  link: ["targets", "emit", "verify", "run", "gen", "test", "examples"],
  run: ["dsl", "targets", "emit", "assemble", "link", "gen", "test", "examples"],
  gen: ["test", "examples"],
};

const downwards = Object.entries(layers).map(([folder, forbidden]) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${forbidden.join("|")})/`,
            message: `${folder}/ may not import this folder: imports go downwards only (CONTRIBUTING.md, the map).`,
          },
          ...(folder === "targets" || folder === "examples"
            ? []
            : [{ regex: "^portwright(/|$)", message: "Inside portwright, import by relative path." }]),
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "dsl/instructions/generated/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      eqeqeq: "error",
    },
  },
  ...downwards,
  {
    files: ["test/**/*.ts"],
    rules: {
      // chai's assertions are property accesses.
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
);
