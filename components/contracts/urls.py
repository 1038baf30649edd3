"""URLs as contracts carry them."""

import pulumi


def host(url: pulumi.Input[str]) -> pulumi.Output[str]:
    """The host of a URL that may not be known yet."""
    return pulumi.Output.from_input(url).apply(host_of)


def host_of(url: str) -> str:
    """The host of a URL, with its port if it says one."""
    return url.split("/")[2]


def without_slash(url: str) -> str:
    """The URL as others are appended to."""
    return url.rstrip("/")


def with_one_slash(url: str) -> str:
    """The URL as a folder."""
    return f"{without_slash(url)}/"
