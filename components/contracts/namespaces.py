"""Namespaces that say which pods they admit (https://kubernetes.io/docs/concepts/security/pod-security-standards/)."""

from typing import Any

import pulumi

RESTRICTED = "restricted"
PRIVILEGED = "privileged"
LEVELS = (RESTRICTED, "baseline", PRIVILEGED)


class PodSecurityError(ValueError):
    """A level the API server does not know, so that it would admit every pod."""


def namespace_metadata(name: pulumi.Input[str], *, admits: str = RESTRICTED) -> Any:
    """Metadata of a namespace that takes pods up to the level `admits`. Raises PodSecurityError for an unknown one."""
    if admits not in LEVELS:
        raise PodSecurityError(f"pod security must be one of {', '.join(LEVELS)}, not {admits!r}")
    labels = {f"pod-security.kubernetes.io/{mode}": admits for mode in ("enforce", "audit", "warn")}
    return {"name": name, "labels": labels}
