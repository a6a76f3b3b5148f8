import js from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * Imports go downwards in the picture of CONTRIBUTING.md: dsl knows nobody, targets know the dsl by the package's own
 * name as everybody's ports do, emit and assemble know the dsl, gen knows all.
 */
const layers = {
  dsl: ["targets", "emit", "assemble", "verify", "gen", "test", "examples"],
  targets: ["dsl", "emit", "assemble", "verify", "gen", "test", "examples"],
  examples: ["dsl", "emit", "assemble", "verify", "gen", "test", "targets"],
  emit: ["targets", "assemble", "verify", "gen", "test", "examples"],
  assemble: ["targets", "emit", "verify", "gen", "test", "examples"],
  verify: ["targets", "emit", "gen", "test", "examples"],
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
