"""The key `azure.grafana`."""

from typing import Annotated, Literal

from pydantic import Field

from stack.config.model import Model
from stack.config.values import DistinctIds, Guid

OWN = "own"
"""What a backend says that this Grafana shows."""


class OwnGrafana(Model):
    """A Managed Grafana of this stack, one for all backends that say `grafana: own`. It is data: `protect` keeps it."""

    # Who makes one by the portal or the command line is made one, who does by anything else is not:
    # https://learn.microsoft.com/azure/managed-grafana/how-to-manage-access-permissions-users-identities
    admins: Annotated[list[Guid], DistinctIds] = Field(
        min_length=1,
        description="Principal (object) ids of people and groups that become Grafana Admin. Nobody else can sign in "
        "until one of them, or a role on the Grafana, lets them.",
    )
    major_version: int | None = Field(
        default=None, ge=1, description="Major version of Grafana, such as `11`; Azure's choice when left out."
    )
    access: Literal["public"] | None = Field(
        default=None,
        description="`public` keeps its page out of `azure.privateLink`: reachable from any network, behind Entra "
        "sign-in. With `privateLink` and without this, only networks that resolve through its zones reach the page.",
    )
