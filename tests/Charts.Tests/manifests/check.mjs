// Reads every *.yaml of a folder, writes its documents beside it as JSON and prints their faults, one line each.
// usage: node check.mjs FOLDER [--only-read]
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import { loadAll } from "js-yaml";

const here = dirname(fileURLToPath(import.meta.url));
const [folder, mode] = process.argv.slice(2);
const withoutSpec = ["ConfigMap", "Secret", "ServiceAccount"];
let check = () => [];

if (mode !== "--only-read") {
    const file = join(here, "kinds.schema.json");
    if (!existsSync(file) || statSync(file).mtimeMs < statSync(join(here, "kinds.ts")).mtimeMs) {
        const generator = join(here, "node_modules/ts-json-schema-generator/bin/ts-json-schema-generator.js");
        const what = ["--tsconfig", join(here, "tsconfig.json"), "--path", join(here, "kinds.ts"), "--type", "Manifest"];
        execFileSync(process.execPath, [generator, ...what, "--no-top-ref", "-o", file], {
            stdio: ["ignore", "ignore", "inherit"],
        });
    }
    const schema = JSON.parse(readFileSync(file, "utf8"));
    const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
    ajv.addSchema(schema, "kinds");
    const kinds = new Map(Object.entries(schema.definitions)
        .filter(([, d]) => d.properties?.apiVersion?.const && d.properties?.kind?.const)
        .map(([name, d]) => [`${d.properties.apiVersion.const} ${d.properties.kind.const}`, name]));
    check = document => {
        const kind = kinds.get(`${document.apiVersion} ${document.kind}`);
        if (!kind) return [`no such kind: ${document.apiVersion} ${document.kind}`];
        if (document.spec === undefined && !withoutSpec.includes(document.kind)) return ["no spec"];
        const validate = ajv.getSchema(`kinds#/definitions/${kind}`);
        return validate(document) ? [] : validate.errors.map(e => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
    };
}

for (const name of readdirSync(folder).filter(n => n.endsWith(".yaml"))) {
    try {
        const documents = loadAll(readFileSync(join(folder, name), "utf8")).filter(Boolean);
        writeFileSync(join(folder, name.replace(/yaml$/, "json")), JSON.stringify(documents));
        for (const document of documents)
            for (const wrong of check(document)) console.log(`${name}: ${document.kind} ${document.metadata?.name}: ${wrong}`);
    } catch (e) {
        console.log(`${name}: ${e.message}`);
    }
}
