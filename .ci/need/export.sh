#!/usr/bin/env bash
# Other programs that open the exports: the tests of export/xlsx ask them what they see in the files.
set -euo pipefail

missing=()
command -v ssconvert >/dev/null || missing+=(gnumeric)
command -v soffice >/dev/null || missing+=(libreoffice-calc)
python3 -c 'import openpyxl' 2>/dev/null || /usr/bin/python3 -c 'import openpyxl' 2>/dev/null || missing+=(python3-openpyxl)
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || { echo "please install: ${missing[*]}" >&2; exit 1; }
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
