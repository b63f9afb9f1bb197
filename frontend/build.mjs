// Builds the front-end files into danvan/ui/static/ui/dist: our theme compiled from the parts of
// Bootstrap it uses, htmx, the client of resumable uploads, and two weights of Be Vietnam Pro cut down to the
// letters Vietnamese needs.
// Skips the work when nothing it reads has changed.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const scss = join(root, "frontend", "scss");
const target = join(root, "danvan", "ui", "static", "ui", "dist");
// The type of papers made as PDF: as wide as Times New Roman, which the law asks for.  Never served.
const paperFonts = join(root, "danvan", "documents", "fonts");
const workshop = `${target}.${process.pid}`;
const fonts = { 400: "400Regular/BeVietnamPro_400Regular.ttf", 600: "600SemiBold/BeVietnamPro_600SemiBold.ttf" };

function fingerprint() {
  const inputs = [join(root, "package-lock.json"), fileURLToPath(import.meta.url)];
  for (const name of readdirSync(scss).sort()) inputs.push(join(scss, name));
  const hash = createHash("sha256");
  for (const file of inputs) hash.update(readFileSync(file));
  return hash.digest("hex");
}

function letters() {
  const kept = [];
  const take = (from, to) => { for (let code = from; code <= to; code++) kept.push(String.fromCodePoint(code)); };
  take(0x20, 0x7e);
  take(0x1ea0, 0x1ef9);
  return kept.join("") + "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u00a0§©«°±²³·»½×÷–—‘’“”„•…‹›₫≤≥≠−";
}

async function build() {
  const { compile } = await import("sass");
  const { default: subset } = await import("subset-font");
  mkdirSync(join(workshop, "fonts"), { recursive: true });
  const { css } = compile(join(scss, "danvan.scss"), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
    // Bootstrap 5 is still written with @import.
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  writeFileSync(join(workshop, "danvan.css"), css);
  copyFileSync(join(modules, "htmx.org", "dist", "htmx.min.js"), join(workshop, "htmx.min.js"));
  // Without the address of a map nobody ships, which the naming of static files would look for.
  const tus = readFileSync(join(modules, "tus-js-client", "dist", "tus.min.js"), "utf8");
  writeFileSync(join(workshop, "tus.min.js"), tus.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
  for (const [weight, file] of Object.entries(fonts)) {
    const whole = readFileSync(join(modules, "@expo-google-fonts", "be-vietnam-pro", file));
    const cut = await subset(whole, letters(), { targetFormat: "woff2" });
    writeFileSync(join(workshop, "fonts", `be-vietnam-pro-${weight}.woff2`), cut);
  }
  mkdirSync(paperFonts, { recursive: true });
  for (const style of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
    const name = `Tinos_${style}.ttf`;
    copyFileSync(join(modules, "@expo-google-fonts", "tinos", style, name), join(paperFonts, name));
  }
}

if (!existsSync(join(modules, "sass"))) {
  console.error("Chưa có thư viện giao diện. Chạy `npm ci` ở thư mục gốc rồi chạy lại lệnh này.");
  process.exit(1);
}
const stamp = join(target, ".inputs");
const now = fingerprint();
if (!existsSync(paperFonts) || !existsSync(stamp) || readFileSync(stamp, "utf8") !== now) {
  try {
    await build();
    // The finished folder takes the old one's place at once, so a failed build leaves the last good one.
    writeFileSync(join(workshop, ".inputs"), now);
    rmSync(target, { recursive: true, force: true });
    renameSync(workshop, target);
    console.log("Đã dựng giao diện.");
  } catch (error) {
    rmSync(workshop, { recursive: true, force: true });
    console.error(`Không dựng được giao diện: ${error.message}`);
    process.exitCode = 1;
  }
}
