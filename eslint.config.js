import tseslint from "typescript-eslint";

// What the compiler does not see: forgotten promises, unsafe any, conditions that are always true.
export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "contracts/", "bin/", "**/*.js", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true, allow: [{ name: ["bigint"], from: "lib" }] }],
    },
  },
);
