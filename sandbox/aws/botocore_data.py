"""What botocore brings along of AWS' own: service models, regions, names of services."""

import functools
import importlib
from typing import Any


@functools.cache
def _loader() -> Any:
    # Not at the top: it takes 0.1 s, and a stack without AWS never asks.
    return importlib.import_module("botocore.loaders").Loader()


@functools.cache
def service_model(service: str) -> dict[str, Any]:
    """The newest model of a service; the largest, that of EC2, takes 0.07 s."""
    # `load_service_model` would list all services first, which takes twice as long.
    version = _loader().determine_latest_version(service, "service-2")
    return _loader().load_data(f"{service}/{version}/service-2")


@functools.cache
def _regions() -> dict[str, list[str]]:
    partitions: list[dict[str, Any]] = _loader().load_data("partitions")["partitions"]
    return {one["id"]: [name for name in one["regions"] if not name.endswith("-global")] for one in partitions}


def partition_of(region: str) -> str | None:
    """The partition a region is in; None for a name that is no region."""
    return next((partition for partition, regions in _regions().items() if region in regions), None)


@functools.cache
def service_names() -> frozenset[str]:
    """Every name a service goes by."""
    partitions: list[dict[str, Any]] = _loader().load_data("endpoints")["partitions"]
    named = {name for one in partitions for name in one["services"]}
    return frozenset({*_loader().list_available_services("service-2"), *named})
