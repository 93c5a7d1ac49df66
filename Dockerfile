# docker build -t catalogc .
# docker run --rm -v "$PWD:/work" catalogc check catalog.json
FROM swift:6.2-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make release

# With curl, for `plan` and `apply`: docker build --target accounts -t catalogc:accounts .
FROM curlimages/curl:8.11.1 AS accounts
COPY --from=build /source/.build/release/catalogc /usr/local/bin/catalogc
WORKDIR /work
ENTRYPOINT ["catalogc"]

# The program alone: everything that needs no network.
FROM scratch
COPY --from=build /source/.build/release/catalogc /catalogc
COPY --from=build /source/LICENSE /LICENSE
WORKDIR /work
ENTRYPOINT ["/catalogc"]
CMD ["help"]
