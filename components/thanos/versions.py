"""The Thanos release that all roles run."""

# renovate: datasource=docker depName=quay.io/thanos/thanos
THANOS_VERSION = "v0.42.4"
THANOS_IMAGE = f"quay.io/thanos/thanos:{THANOS_VERSION}"
