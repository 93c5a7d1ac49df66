#!/usr/bin/env bash
# Installs catalogc from a release archive, and puts it on the PATH of the following steps.
#
# CATALOGC_RELEASES  where releases are, such as https://github.com/OWNER/NAME/releases/download
# CATALOGC_VERSION   such as 0.1.0
# RUNNER_TEMP, GITHUB_PATH  as GitHub Actions sets them
set -euo pipefail

case "$(uname -s)" in
  Linux) system=linux ;;
  Darwin) system=macos ;;
  *) echo "::error::catalogc has no release for $(uname -s)" && exit 1 ;;
esac
case "$(uname -m)" in
  x86_64 | amd64) machine=x86_64 ;;
  aarch64 | arm64) machine=arm64 ;;
  *) echo "::error::catalogc has no release for $(uname -m)" && exit 1 ;;
esac

name="catalogc-$CATALOGC_VERSION-$system-$machine"
directory="$RUNNER_TEMP/catalogc-$CATALOGC_VERSION"
mkdir -p "$directory"
cd "$directory"
for file in "$name.tar.gz" "$name.tar.gz.sha256"; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$CATALOGC_RELEASES/v$CATALOGC_VERSION/$file"
done
if command -v sha256sum >/dev/null; then sha256sum --check --quiet "$name.tar.gz.sha256"; else shasum -a 256 -c "$name.tar.gz.sha256"; fi
tar -xzf "$name.tar.gz"
"$directory/$name/bin/catalogc" --version
echo "$directory/$name/bin" >> "$GITHUB_PATH"
