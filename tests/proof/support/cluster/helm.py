"""Real Helm: a declared release as `helm install` and `helm template` get it, from the packaged charts."""

import functools
import json
from collections.abc import Mapping
from typing import Any

import yaml

from tests.proof.support.cluster.control_plane import ControlPlane, kubernetes
from tests.proof.support.cluster.kube_api import Object
from tests.proof.support.declared.declarations import Declared
from tests.proof.support.processes import charts, run, tool
from tests.proof.support.waiting import PATIENCE

# What a release is asked for, and what Helm calls it. `compat` is the SDK's own mark.
_FLAGS = {
    "atomic": "--rollback-on-failure",
    "cleanupOnFail": "",
    "compat": "",
    "createNamespace": "--create-namespace",
    "maxHistory": "",
    "repositoryOpts": "",
    "skipCrds": "--skip-crds",
    "timeout": "",
}
_READ = ("chart", "name", "namespace", "values", "version")

Values = Mapping[str, Any]


@functools.cache
def version() -> str:
    """Helm's name and version, for the table of claims."""
    return "Helm " + run([tool("helm"), "version", "--template", "{{.Version}}"]).strip().removeprefix("v")


def chart_file(release: Declared) -> str:
    """The packaged chart of exactly the version that the release pins. Fails where there is none."""
    path = charts() / f"{release.inputs['chart'].rsplit('/', 1)[-1]}-{release.inputs['version']}.tgz"
    assert path.exists(), f"{release.component}: CHARTS_DIR has no {path.name}"
    return str(path)


def install(plane: ControlPlane, release: Declared, *, seconds: int = PATIENCE) -> None:
    """Installs a release with its own values, hooks included, and waits until everything of it is ready."""
    options = ["--wait", f"--timeout={seconds}s", "--hide-notes", *_flags(release)]
    _helm("install", release, *options, env=plane.env)


def installed(plane: ControlPlane, release: Declared) -> list[Object]:
    """What Helm sent to the API server for an installed release, hooks left out."""
    inputs = release.inputs
    manifest = run([tool("helm"), "get", "manifest", inputs["name"], f"-n={inputs['namespace']}"], env=plane.env)
    return objects(manifest, inputs["namespace"])


def rendered(release: Declared, values: Values | None = None) -> str:
    """What the chart makes of the release's values, or of others; hooks included. Asks no cluster."""
    return _helm("template", release, f"--kube-version={kubernetes()}", values=values)


def _helm(
    verb: str, release: Declared, *options: str, values: Values | None = None, env: Mapping[str, str] | None = None
) -> str:
    inputs = release.inputs
    command = [tool("helm"), verb, inputs["name"], chart_file(release), f"-n={inputs['namespace']}", "--values=-"]
    text = json.dumps(inputs.get("values", {}) if values is None else values)
    try:
        return run([*command, *options], env=env, stdin=text, seconds=PATIENCE * 2)
    except AssertionError as error:
        raise AssertionError(f"release {inputs['name']}, declared by {release.component}: {error}") from None


def _flags(release: Declared) -> list[str]:
    unknown = release.inputs.keys() - _FLAGS.keys() - set(_READ)
    assert not unknown, f"release {release.id}: nobody here knows what Helm makes of {', '.join(sorted(unknown))}"
    flags = [flag for key, flag in _FLAGS.items() if flag and release.inputs.get(key)]
    return sorted(flags)


class _Loader(yaml.CSafeLoader):
    """Reads what Go's YAML calls text as text."""


for _tag in ("value", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.construct_yaml_str)


def objects(manifest: str, namespace: str) -> list[Object]:
    """Documents of a manifest; the API server puts what names no namespace into the release's."""
    found = [one for one in yaml.load_all(manifest, _Loader) if one]
    return [{**one, "metadata": {"namespace": namespace, **one["metadata"]}} for one in found]
