"""Runs a command while a control plane is up: `python -m tests.proof.support.cluster.with_cluster COMMAND …`.

`{kubeconfig}` and `{home}` in the command are the cluster's kubeconfig and a folder that goes with it.
"""

import os
import subprocess
import sys
import tempfile

from tests.proof.support.cluster.control_plane import ControlPlane


def main() -> int:
    with ControlPlane() as cluster, tempfile.TemporaryDirectory() as home:
        places = {"kubeconfig": str(cluster.kubeconfig), "home": home}
        command = [argument.format(**places) for argument in sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, **cluster.env, "PRETENDED_PODS": "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
