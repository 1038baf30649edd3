"""The endpoints query asks (`--endpoint.sd-config-file`)."""

import json
from collections.abc import Sequence


def endpoints_file(hosts: Sequence[str], strict: Sequence[str]) -> str:
    """All pods behind each headless Service, by the SRV records of its port `grpc`, and the `strict` addresses.

    A pod that leaves the records is forgotten, and answers without it look complete and are cached. A strict address is
    asked always: while nobody answers there, answers say that they are partial.
    """
    endpoints: list[dict[str, str | bool]] = [{"address": f"dnssrv+_grpc._tcp.{host}"} for host in hosts]
    endpoints += [{"address": address, "strict": True} for address in strict]
    return json.dumps({"endpoints": endpoints}, indent=2)
