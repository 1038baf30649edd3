"""Images of Microsoft's that run on the cluster, each pinned."""

# The newest of https://github.com/Azure/prometheus-collector/blob/main/REMOTE-WRITE-RELEASENOTES.md. Try a newer one
# before a whole fleet gets it: 20251030.1 stopped sending new series
# (https://github.com/Azure/prometheus-collector/issues/1372).
REMOTE_WRITE_TAG = "prom-remotewrite-20260713.1"
REMOTE_WRITE_IMAGE = (
    f"mcr.microsoft.com/azuremonitor/containerinsights/ciprod/prometheus-remote-write/images:{REMOTE_WRITE_TAG}"
)
