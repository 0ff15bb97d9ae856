// podcast-partytime reads the podcast and must see guid, transcript and chapters: podcast.mjs TOOLS FEED
import fs from "node:fs";
import { createRequire } from "node:module";

const [tools, feed] = process.argv.slice(2);
const { parseFeed } = createRequire(`${tools}/`)("podcast-partytime");
const read = parseFeed(fs.readFileSync(feed, "utf8"));
const seen = Object.values(read?.pc20support ?? {}).flat();
console.log(`${read?.items?.length ?? 0} tập; thấy: ${seen.join(", ")}`);
const missing = ["guid", "transcript", "chapters"].filter((name) => !seen.includes(name));
if (missing.length) console.log(`không thấy: ${missing.join(", ")}`);
process.exit(missing.length ? 1 : 0);
