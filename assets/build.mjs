// Builds what the browser gets: build/assets/{maru.css,maru.js,theme.js,mailbody.css,webform.css,webform.js,webform-embed.js,push-worker.js,editor.js,icons.svg,favicon.svg,manifest.webmanifest}.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../build/assets/");

const options = {
  entryPoints: [
    here("css/maru.css"),
    here("css/mailbody.css"),
    here("ts/maru.ts"),
    here("ts/theme.ts"),
    here("css/webform.css"),
    here("ts/webform.ts"),
    here("ts/webform-embed.ts"),
    here("ts/push-worker.ts"),
  ],
  outdir: out,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  sourcemap: true,
  format: "iife",
  target: "es2022",
  logLevel: "warning",
};

// esbuild would rewrite newer CSS for an older target; the pages speak to
// browsers that know nesting, light-dark() and container queries.
// The pages ask for it by import(), once somebody writes.
const modules = { ...options, entryPoints: [here("ts/editor/editor.ts")], format: "esm" };
const css = (each) => each.endsWith(".css");
const styles = { ...options, target: "esnext", entryPoints: options.entryPoints.filter(css) };
const scripts = { ...options, entryPoints: options.entryPoints.filter((each) => !css(each)) };

async function sprite() {
  const names = (await readdir(here("icons"))).filter((name) => name.endsWith(".svg")).sort();
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(here(`icons/${name}`), "utf8");
      const inner = svg.replace(/^[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      return `<symbol id="i-${name.slice(0, -4)}" viewBox="0 0 24 24">${inner}</symbol>`;
    }),
  );
  await writeFile(
    `${out}icons.svg`,
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`,
  );
  for (const name of ["favicon.svg", "manifest.webmanifest"]) {
    await writeFile(`${out}${name}`, await readFile(here(name), "utf8"));
  }
}

await mkdir(out, { recursive: true });
if (process.argv.includes("--watch")) {
  const contexts = await Promise.all([esbuild.context(styles), esbuild.context(scripts), esbuild.context(modules)]);
  await Promise.all([sprite(), ...contexts.map((each) => each.watch())]);
} else {
  await Promise.all([sprite(), esbuild.build(styles), esbuild.build(scripts), esbuild.build(modules)]);
}
