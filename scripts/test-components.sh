#!/bin/sh
# Install what the browser tests need where we may (Debian, as root); elsewhere those tests skip and say why.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 ||
    echo "Chromium could not be installed: the browser tests will be skipped"
else
  echo "Chromium is not on the PATH: the browser tests will be skipped"
fi
exit 0
