#!/bin/sh
# The whole job on the demo corpora: read, search, look up, match, report. Needs `docintel` on PATH.
# Usage: sh corpora/demo.sh [FOLDER]; the folder is made where missing and may be used again.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-.work/demo}"
out=$(cd "${1:-.work/demo}" && pwd)
workspace="$out/workspace"

# Print a command as one would type it, then run it.
run() {
    printf '\n$ docintel'
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./:=-]*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    docintel "$@"
}

# Exit code 7 says that some inputs failed and the others are in; the scan has no text layer and may count as one.
run ingest "$here/policy" "$here/calls" --workspace "$workspace" --format table || [ $? -eq 7 ]

run search "veiligheidsmachtiging voor kmo's" --limit 3 --workspace "$workspace" --format table
run refs ML7.a --workspace "$workspace" --format table
run match "$here/profiles/kortrijk-infrared.toml" --as-of 2021-10-01 --limit 3 --workspace "$workspace" --format table
run match "$here/profiles/kortrijk-infrared.toml" --as-of 2021-10-01 --limit 5 --workspace "$workspace" \
    --format html -o "$out/report.html"

printf '\nThe report lies in %s\n' "$out/report.html"
