#!/usr/bin/env bash
# Runs the examples as a reader would.
set -euo pipefail
[ -d examples ] || { echo "no examples yet"; exit 0; }
