#!/bin/sh
# Debian's Chromium, in which the page is tested: installed where it is missing and that is allowed, else said plainly.
set -eu
packages="chromium fonts-liberation fonts-noto-color-emoji"
if command -v "${CHROMIUM:-chromium}" >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update --quiet=2
    DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $packages >/dev/null
    exit 0
fi
echo "The local workspace's page is tested in Chromium, which is not here. Install it as root and run this again:" >&2
echo "    apt-get install $packages" >&2
echo "or set CHROMIUM to the path of one." >&2
exit 1
