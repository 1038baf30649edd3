"""The endpoints query asks (`--endpoint.sd-config-file`)."""

import json
from collections.abc import Sequence


def endpoints_file(hosts: Sequence[str]) -> str:
    """All pods behind each headless Service, by the SRV records of its port `grpc`."""
    endpoints = [{"address": f"dnssrv+_grpc._tcp.{host}"} for host in hosts]
    return json.dumps({"endpoints": endpoints}, indent=2)
