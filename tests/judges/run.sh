#!/usr/bin/env bash
# Runs over a finished site the judges that nobody here wrote, and prints what each found.
#
#   tests/judges/run.sh output/site
#
# Needs java, node with npm, Chromium and the project's .venv with its test extra (or PYTHON=…).
# The npm judges are pinned in package-lock.json and kept in ${XDG_CACHE_HOME:-~/.cache}/loa-xa-judges.
# Exit 1 when any judge finds an error, 2 when one cannot run.
set -uo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
site="$(cd "${1:?thư mục của trang, ví dụ output/site}" && pwd)" || exit 2
root="$(cd "$here/../.." && pwd)"
python="${PYTHON:-$root/.venv/bin/python}"
tools="${XDG_CACHE_HOME:-$HOME/.cache}/loa-xa-judges"
export CHROME_PATH="${CHROME_PATH:-$(command -v chromium || command -v google-chrome)}"
address="$(sed -n 's#^Sitemap: \(.*\)/sitemap.xml$#\1#p' "$site/robots.txt")"
failed=0

judge() { # name, command…: run it, tell and remember how it ended
  local name="$1"; shift
  echo "== $name"
  if "$@"; then echo "-- $name: sạch"; else echo "-- $name: CÓ LỖI"; failed=1; fi
}

if ! cmp -s "$here/package-lock.json" "$tools/package-lock.json" || [ ! -d "$tools/node_modules" ]; then
  mkdir -p "$tools" && cp "$here/package.json" "$here/package-lock.json" "$tools/" || exit 2
  (cd "$tools" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || exit 2
fi
bin="$tools/node_modules/.bin"

judge "Nu HTML checker" java -jar "$tools/node_modules/vnu-jar/build/dist/vnu.jar" \
  --skip-non-html --errors-only --format gnu "$site"
judge "html-validate (standard, a11y)" "$bin/html-validate" --preset standard,a11y "$site/**/*.html"
judge "lychee (liên kết, mảnh)" "$(dirname "$python")/lychee" --offline --include-fragments --index-files index.html \
  --no-progress --root-dir "$site" --remap "$address file://$site" "$site/**/*.html"
judge "feedparser, podcastparser" "$python" "$here/feeds.py" "$site"
judge "podcast-partytime" node "$here/podcast.mjs" "$tools" "$site/feeds/podcast.xml"
judge "axe (WCAG 2.2 AA, mọi loại trang, 360 và 1280 px, sáng và tối)" env PYTHONPATH="$root" "$python" "$here/pages.py" "$site"
judge "Lighthouse (≥ 0,98)" env PYTHONPATH="$root" "$python" "$here/speed.py" "$site" "$bin/lighthouse"

exit "$failed"
